package dev.pgtether.testkit.bench;

import dev.pgtether.correlation.fact.ActivitySnapshot;
import dev.pgtether.correlation.fact.AddressAssignment;
import dev.pgtether.correlation.fact.AddressRange;
import dev.pgtether.correlation.fact.AgentReport;
import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.BackendId;
import dev.pgtether.correlation.fact.ClientAddress;
import dev.pgtether.correlation.fact.ClientSocket;
import dev.pgtether.correlation.fact.ClockReading;
import dev.pgtether.correlation.fact.ClusterSnapshot;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.fact.MonotonicInterval;
import dev.pgtether.correlation.fact.NetworkNamespace;
import dev.pgtether.correlation.fact.Node;
import dev.pgtether.correlation.fact.Pod;
import dev.pgtether.correlation.fact.ProcessId;
import dev.pgtether.correlation.fact.ReportOrigin;
import dev.pgtether.correlation.fact.ScanCoverage;
import dev.pgtether.correlation.fact.ServerInfo;
import dev.pgtether.correlation.fact.SessionState;
import dev.pgtether.correlation.fact.SocketHolder;
import dev.pgtether.correlation.fact.SocketHolders;
import dev.pgtether.correlation.fact.SocketId;
import dev.pgtether.correlation.fact.TcpState;
import dev.pgtether.correlation.fact.Workload;
import dev.pgtether.correlation.pairing.AuditObservation;
import dev.pgtether.correlation.pairing.PairingMemory;
import dev.pgtether.correlation.pairing.ServerEndpoints;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * An audit of idle backends: ten connections a client process, fifty an address. Rows and sockets
 * come in no order, as from a kernel's hash table.
 */
final class SyntheticObservation {

  private static final Endpoint SERVER = Endpoint.of("10.200.0.1", 5432);
  private static final long START = 1_700_000_000_000_000L;
  private static final int PER_ADDRESS = 50;
  private static final int PER_PROCESS = 10;
  private static final int SEED = 20_251_122;

  private final int backends;

  private SyntheticObservation(int backends) {
    this.backends = backends;
  }

  static AuditObservation of(int backends) {
    return new SyntheticObservation(backends).observe();
  }

  /** The same audit in a cluster, every address a pod's, which its sidecar has looked into. */
  static AuditObservation inCluster(int backends) {
    return new SyntheticObservation(backends).observeInCluster();
  }

  private AuditObservation observe() {
    return new AuditObservation(
        reading(1),
        List.of(report()),
        reading(3),
        ServerEndpoints.of(List.of(SERVER)),
        PairingMemory.NONE);
  }

  private AuditObservation observeInCluster() {
    AuditObservation plain = observe();
    AgentReport whole = plain.reports().getFirst();
    Map<IpAddress, List<ClientSocket>> sockets = new HashMap<>();
    for (ClientSocket socket : whole.sockets()) {
      sockets.computeIfAbsent(socket.local().address(), at -> new ArrayList<>()).add(socket);
    }
    List<Pod> pods = new ArrayList<>();
    List<AgentReport> reports = new ArrayList<>();
    sockets.forEach(
        (address, own) -> {
          Pod pod = pod(address);
          pods.add(pod);
          reports.add(sidecar(pod, own));
        });
    ClusterSnapshot clusterSnapshot =
        new ClusterSnapshot(
            pods,
            List.of(),
            List.of(new Node("one", Set.of(), List.of(AddressRange.parse("10.0.0.0/8")))),
            0,
            Long.MAX_VALUE,
            Set.of(IpAddress.parse("10.200.0.2")),
            new ClockReading(4_000_000_000L, START + 4_000_000));
    return new AuditObservation(
        plain.firstReading(),
        reports,
        Set.of(),
        plain.secondReading(),
        plain.endpoints(),
        PairingMemory.NONE,
        clusterSnapshot);
  }

  private static Pod pod(IpAddress address) {
    return new Pod(
        address.toString(),
        "shop",
        "pod-" + address,
        "one",
        Map.of(address, new AddressAssignment(0, 1)),
        false,
        null,
        null,
        true,
        new Workload("Deployment", "shop", "checkout"),
        Map.of(),
        Pod.AgentState.PRESENT,
        null);
  }

  private static AgentReport sidecar(Pod pod, List<ClientSocket> sockets) {
    return new AgentReport(
        pod.name(),
        "boot",
        second(2),
        new ScanCoverage(
            ScanCoverage.SocketListing.DIAG_ONE_PASS,
            ScanCoverage.HolderLookup.DESCRIPTORS,
            List.of()),
        List.of(new NetworkNamespace(4_026_531_840L, pod.addresses().keySet(), true)),
        sockets,
        null,
        new ReportOrigin.PodAgent(pod.uid()));
  }

  /** Each reading and the scan between them takes a second of its own. */
  private static MonotonicInterval second(int number) {
    return new MonotonicInterval(number * 1_000_000_000L, (number + 1) * 1_000_000_000L - 1);
  }

  private ActivitySnapshot reading(int second) {
    ServerInfo serverInfo =
        new ServerInfo(
            "18.1",
            180_001,
            START,
            false,
            backends + 100,
            3,
            new BackendId(backends + 1, START),
            Endpoint.of("10.200.0.2", 40_000),
            SERVER,
            true,
            new ServerInfo.AuthenticationSettings(false, Duration.ofMinutes(1)));
    List<Backend> rows = new ArrayList<>(backends);
    for (int i = 0; i < backends; i++) {
      rows.add(backend(i, second));
    }
    Collections.shuffle(rows, new Random(SEED + second));
    return new ActivitySnapshot(serverInfo, rows, 0, second(second));
  }

  private static Backend backend(int number, int second) {
    return new Backend(
        new BackendId(number + 1, START + number),
        Backend.Kind.CLIENT,
        new ClientAddress.Tcp(client(number)),
        SessionState.IDLE,
        START + number,
        START + number,
        "ClientRead",
        START + second * 1_000_000L,
        "app",
        "app",
        "pool");
  }

  private static Endpoint client(int number) {
    return new Endpoint(address(number), 32_768 + number % PER_ADDRESS * 500 + number % 491);
  }

  private static IpAddress address(int number) {
    int host = number / PER_ADDRESS;
    byte[] bytes = {10, (byte) (host >> 16), (byte) (host >> 8), (byte) host};
    return IpAddress.ofBytes(bytes, 0, bytes.length);
  }

  private AgentReport report() {
    long namespace = 4_026_531_840L;
    List<ClientSocket> sockets = new ArrayList<>(backends);
    Set<IpAddress> addresses = new TreeSet<>();
    for (int i = 0; i < backends; i++) {
      int pid = i / PER_PROCESS + 2;
      SocketHolder socketHolder = new SocketHolder(new ProcessId(pid, START), pid, "app", null);
      addresses.add(address(i));
      sockets.add(
          new ClientSocket(
              new SocketId(namespace, i + 1L),
              client(i),
              SERVER,
              TcpState.ESTABLISHED,
              1000,
              null,
              new SocketHolders.Known(List.of(socketHolder), true)));
    }
    Collections.shuffle(sockets, new Random(SEED));
    return new AgentReport(
        "local",
        "boot",
        second(2),
        new ScanCoverage(
            ScanCoverage.SocketListing.DIAG_ONE_PASS,
            ScanCoverage.HolderLookup.DESCRIPTORS,
            List.of()),
        List.of(new NetworkNamespace(namespace, addresses, true)),
        sockets,
        null);
  }
}
