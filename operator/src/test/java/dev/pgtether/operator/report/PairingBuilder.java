package dev.pgtether.operator.report;

import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.BackendId;
import dev.pgtether.correlation.fact.ClientAddress;
import dev.pgtether.correlation.fact.ClientSocket;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.ProcessId;
import dev.pgtether.correlation.fact.SessionState;
import dev.pgtether.correlation.fact.SocketHolder;
import dev.pgtether.correlation.fact.SocketHolders;
import dev.pgtether.correlation.fact.SocketId;
import dev.pgtether.correlation.fact.TcpState;
import dev.pgtether.correlation.pairing.ClientPod;
import dev.pgtether.correlation.pairing.Evidence;
import dev.pgtether.correlation.pairing.Evidence.Code;
import dev.pgtether.correlation.pairing.Pairing;
import dev.pgtether.correlation.pairing.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One backend of an audit that is written by hand. */
final class PairingBuilder {

  private final int pid;
  private final String address;
  private final List<Evidence> evidence = new ArrayList<>();
  private String user = "checkout";
  private String database = "orders";
  private SessionState state = SessionState.IDLE;
  private String since = "2026-11-22T02:58:12Z";
  private @Nullable ClientPod clientPod;
  private @Nullable SocketHolder socketHolder;

  private PairingBuilder(int pid, String address) {
    this.pid = pid;
    this.address = address;
  }

  static PairingBuilder of(int pid, String address) {
    return new PairingBuilder(pid, address);
  }

  PairingBuilder by(String role, String inDatabase) {
    user = role;
    database = inDatabase;
    return this;
  }

  PairingBuilder in(SessionState newState, String newSince) {
    state = newState;
    since = newSince;
    return this;
  }

  PairingBuilder of(ClientPod newClientPod) {
    clientPod = newClientPod;
    return this;
  }

  PairingBuilder heldBy(int process, String command, String container) {
    socketHolder =
        new SocketHolder(new ProcessId(process, 1), 100_000 + process, command, container);
    return this;
  }

  PairingBuilder because(Code code, Object... values) {
    Map<String, Object> named = new HashMap<>();
    for (int i = 0; i < values.length; i++) {
      named.put(code.keys().get(i), values[i]);
    }
    evidence.add(new Evidence(code, named));
    return this;
  }

  Pairing is(Verdict verdict) {
    Endpoint endpoint = endpoint();
    return new Pairing(
        new Backend(
            new BackendId(pid, micros("2026-11-22T01:00:00Z") + pid),
            Backend.Kind.CLIENT,
            new ClientAddress.Tcp(endpoint),
            state,
            micros(since),
            micros(since),
            "ClientRead",
            micros("2026-11-22T03:00:00Z"),
            user,
            database,
            "app"),
        verdict,
        Set.of(),
        verdict == Verdict.EXACT ? socket(endpoint) : null,
        socketHolder == null ? List.of() : List.of(socketHolder),
        clientPod == null ? null : clientPod.podUid(),
        evidence,
        clientPod);
  }

  private Endpoint endpoint() {
    int colon = address.lastIndexOf(':');
    return Endpoint.of(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
  }

  private static ClientSocket socket(Endpoint local) {
    return new ClientSocket(
        new SocketId(1, local.port()),
        local,
        Endpoint.of("10.96.0.15", 5432),
        TcpState.ESTABLISHED,
        1000,
        null,
        new SocketHolders.Unreadable());
  }

  static long micros(String instant) {
    return Instant.parse(instant).toEpochMilli() * 1_000;
  }
}
