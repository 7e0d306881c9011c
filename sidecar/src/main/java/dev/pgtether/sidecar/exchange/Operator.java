package dev.pgtether.sidecar.exchange;

import dev.pgtether.wire.Trouble;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The operator as an agent reaches it: one kept connection, to the leader where it is known.
 * Wherever that leads, it must show a certificate for the configured name by a trusted root, or no
 * token is sent.
 */
final class Operator implements AutoCloseable {

  /** Of the addresses behind the operator's name, as many are tried at a time. */
  private static final int MOST_ADDRESSES = 3;

  private final Settings settings;
  private final String agentVersion;
  private final Pace pace;
  private final Random random;
  private final TrustedRoots roots;
  private final BearerToken token;
  private final Watchdog watchdog = new Watchdog();

  private @Nullable Address leader;
  private @Nullable TlsConnection connection;
  private @Nullable SSLContext verifiedBy;

  Operator(Settings settings, String agentVersion, Pace pace, Random random) {
    this.settings = settings;
    this.agentVersion = agentVersion;
    this.pace = pace;
    this.random = random;
    this.roots = new TrustedRoots(settings.caFile());
    this.token = new BearerToken(settings.tokenFile());
  }

  /** Posts, over the kept connection if there is one that the present roots still vouch for. */
  HttpAnswer post(byte[] body) throws ExchangeFailed {
    SSLContext trusted = roots.current();
    if (!trusted.equals(verifiedBy)) {
      drop();
    }
    String bearer = token.read();
    TlsConnection line = connection;
    if (line == null || !line.isOpen()) {
      line = connect(trusted);
      connection = line;
      verifiedBy = trusted;
    }
    try {
      HttpAnswer answer =
          line.post(settings.operator(), bearer, agentVersion, body, watchdog, pace.answer());
      if (!answer.keepsConnection()) {
        drop();
      }
      return answer;
    } catch (ExchangeFailed failed) {
      drop();
      throw failed;
    }
  }

  /** From now on there. */
  void follow(Address newLeader) {
    drop();
    leader = newLeader;
  }

  /** The next post begins anew, with any replica. */
  void leave() {
    drop();
    leader = null;
  }

  private void drop() {
    if (connection != null) {
      connection.close();
      connection = null;
    }
  }

  private TlsConnection connect(SSLContext trusted) throws ExchangeFailed {
    Address address = leader == null ? settings.operator() : leader;
    ExchangeFailed last = null;
    for (InetAddress replica : replicas(address.host())) {
      try {
        return TlsConnection.open(
            new InetSocketAddress(replica, address.port()),
            settings.operator().host(),
            trusted,
            watchdog,
            pace.connecting());
      } catch (ExchangeFailed failed) {
        last = failed;
      }
    }
    leader = null;
    throw last != null
        ? last
        : new ExchangeFailed(Trouble.Kind.UNREACHABLE, "no address for " + address);
  }

  private List<InetAddress> replicas(String host) throws ExchangeFailed {
    try {
      List<InetAddress> all = new ArrayList<>(Arrays.asList(InetAddress.getAllByName(host)));
      Collections.shuffle(all, random);
      return all.subList(0, Math.min(all.size(), MOST_ADDRESSES));
    } catch (UnknownHostException unknown) {
      leader = null;
      throw new ExchangeFailed(
          Trouble.Kind.UNREACHABLE,
          "there is no address for %s: no such Service, or DNS does not answer".formatted(host),
          unknown);
    }
  }

  @Override
  public void close() {
    drop();
    watchdog.close();
  }
}
