package dev.pgtether.correlation.pairing;

import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.ClientAddress;
import dev.pgtether.correlation.fact.Cluster;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.pairing.Evidence.Code;
import org.jspecify.annotations.Nullable;

/** Who decides about which backend of one audit. */
final class Pairers {

  private final Rows rows;
  private final Sight sight;
  private final TcpPairing tcp;
  private final UnixPairing unix;
  private final @Nullable ClusterPairing cluster;

  private Pairers(
      Rows rows, Sight sight, TcpPairing tcp, UnixPairing unix, @Nullable ClusterPairing cluster) {
    this.rows = rows;
    this.sight = sight;
    this.tcp = tcp;
    this.unix = unix;
    this.cluster = cluster;
  }

  static Pairers of(Observation observation, Rows rows) {
    var first = observation.first();
    var second = observation.second();
    Endpoint server = second.server().address();
    Cluster known = observation.cluster();
    AddressBook book = known == null ? null : new AddressBook(known, second.server());
    StartTimes times = known == null ? null : new StartTimes(second.read(), known.clock());
    Sight sight = Sight.of(new Witnesses(book, server).heard(observation));
    Ages ages = new Ages(first.read(), second.read());
    TcpPairing tcp =
        new TcpPairing(
            rows,
            sight,
            new Peers(observation.endpoints(), sight, times, book),
            new Conduct(ages, second.server()),
            new OnlyVoice(ages),
            observation.memory());
    if (known == null || book == null || times == null) {
      return new Pairers(rows, sight, tcp, new UnixPairing(sight, Code.SERVER_ELSEWHERE), null);
    }
    Residents residents = new Residents(book, known, times);
    return new Pairers(
        rows,
        sight,
        tcp,
        new UnixPairing(sight, Code.SERVER_UNSEEN),
        new ClusterPairing(tcp, residents, book, sight, observation.silent(), server));
  }

  Decision decide(Backend backend) {
    if (!rows.stoodInFirst(backend)) {
      return Decision.of(backend, Verdict.UNKNOWN, Evidence.of(Code.APPEARED));
    }
    if (backend.client() instanceof ClientAddress.None) {
      return Decision.of(backend, Verdict.UNKNOWN, Evidence.of(Code.NO_CLIENT_ADDRESS));
    }
    if (cluster == null && sight.isBlind()) {
      return Decision.of(backend, Verdict.UNKNOWN, Evidence.of(Code.NO_REPORT));
    }
    return switch (backend.client()) {
      case ClientAddress.Tcp(Endpoint client) ->
          cluster == null
              ? tcp.decide(backend, client, sight.ownersOf(client.address()))
              : cluster.decide(backend, client);
      case ClientAddress.UnixSocket unixSocket -> {
        Decision decision = unix.decide(backend);
        yield cluster == null ? decision : cluster.besideServer(decision);
      }
      case ClientAddress.None none -> throw new AssertionError(none);
    };
  }
}
