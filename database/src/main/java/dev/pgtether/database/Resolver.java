package dev.pgtether.database;

import dev.pgtether.correlation.fact.IpAddress;
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
final class Resolver {

  /** More addresses than a name of one server can sensibly have. */
  private static final int MOST = 16;

  private Resolver() {}

  /**
   * The addresses in the system's order of preference, none twice.
   *
   * @throws UnknownHostException when the name has none
   * @throws TimeoutException when the system's resolver does not answer in time; Java has no
   *     timeout of its own for it
   */
  static List<IpAddress> resolve(Target target)
      throws UnknownHostException, TimeoutException, InterruptedException {
    IpAddress given =
        target.address() != null ? target.address() : new Host(target.host()).literal();
    if (given != null) {
      return List.of(given);
    }
    FutureTask<InetAddress[]> lookup =
        new FutureTask<>(() -> InetAddress.getAllByName(target.host()));
    Thread.ofPlatform().daemon().name("resolve").start(lookup);
    Duration patience = target.connectTimeout();
    try {
      return Stream.of(lookup.get(patience.toNanos(), TimeUnit.NANOSECONDS))
          .map(IpAddress::of)
          .distinct()
          .limit(MOST)
          .toList();
    } catch (ExecutionException failed) {
      throw new UnknownHostException(target.host());
    }
  }
}
