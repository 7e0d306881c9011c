package dev.pgtether.database.driver;

import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.database.config.ConnectionTarget;
import dev.pgtether.database.config.Host;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** Resolves a target's host, once a session, to every address it has. */
final class HostResolver {

  /** More addresses than a name of one server can sensibly have. */
  private static final int MAX_ADDRESSES = 16;

  private HostResolver() {}

  /**
   * The addresses in the system's order of preference, none twice.
   *
   * @throws UnknownHostException when the name has none
   * @throws TimeoutException when the system's resolver does not answer in time; Java has no
   *     timeout of its own for it
   */
  static List<IpAddress> resolve(ConnectionTarget connectionTarget)
      throws UnknownHostException, TimeoutException, InterruptedException {
    IpAddress literalAddress =
        connectionTarget.address() != null
            ? connectionTarget.address()
            : new Host(connectionTarget.host()).literal();
    if (literalAddress != null) {
      return List.of(literalAddress);
    }
    FutureTask<InetAddress[]> lookup =
        new FutureTask<>(() -> InetAddress.getAllByName(connectionTarget.host()));
    Thread.ofPlatform().daemon().name("resolve").start(lookup);
    Duration timeout = connectionTarget.connectTimeout();
    try {
      return Stream.of(lookup.get(timeout.toNanos(), TimeUnit.NANOSECONDS))
          .map(IpAddress::of)
          .distinct()
          .limit(MAX_ADDRESSES)
          .toList();
    } catch (ExecutionException failed) {
      throw new UnknownHostException(connectionTarget.host());
    }
  }
}
