package dev.pgtether.operator.scan.http;

import java.net.InetAddress;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many are within: strangers in all and by address, the known by pod, and the bytes that they
 * brought.
 */
final class ConnectionLimiter {

  private final ExchangeLimits limits;
  private final AtomicInteger strangers = new AtomicInteger();
  private final Map<InetAddress, Integer> strangersByAddress = new ConcurrentHashMap<>();
  private final Map<String, Integer> connectionsByPod = new ConcurrentHashMap<>();
  private final Set<String> postingPods = ConcurrentHashMap.newKeySet();
  private final AtomicLong bytes = new AtomicLong();

  ConnectionLimiter(ExchangeLimits limits) {
    this.limits = limits;
  }

  /** Lets a stranger in; what returns true is to be followed by {@link #strangerLeaves}. */
  boolean strangerEnters(InetAddress from) {
    if (!enters(strangersByAddress, from, limits.strangersPerAddress())) {
      return false;
    }
    strangers.incrementAndGet();
    return true;
  }

  /** It has gone, or is no longer a stranger. */
  void strangerLeaves(InetAddress from) {
    strangers.decrementAndGet();
    leaves(strangersByAddress, from);
  }

  boolean isFull() {
    return strangers.get() >= limits.strangers();
  }

  int strangers() {
    return strangers.get();
  }

  /** Counts a connection of a pod; what returns true is to be followed by {@link #podLeaves}. */
  boolean podEnters(String podUid) {
    return enters(connectionsByPod, podUid, limits.connectionsPerPod());
  }

  void podLeaves(String podUid) {
    leaves(connectionsByPod, podUid);
  }

  /** One post of a pod at a time; what returns true is to be followed by {@link #postEnds}. */
  boolean postBegins(String podUid) {
    return postingPods.add(podUid);
  }

  void postEnds(String podUid) {
    postingPods.remove(podUid);
  }

  /** Makes room for bytes that came; what returns true is to be followed by {@link #bytesLeave}. */
  boolean bytesEnter(long length) {
    if (bytes.addAndGet(length) <= limits.bodiesBytes()) {
      return true;
    }
    bytes.addAndGet(-length);
    return false;
  }

  void bytesLeave(long length) {
    bytes.addAndGet(-length);
  }

  private static <K> boolean enters(Map<K, Integer> counts, K who, int most) {
    boolean[] entered = {false};
    counts.compute(
        who,
        (key, count) -> {
          int now = count == null ? 0 : count;
          entered[0] = now < most;
          return entered[0] ? now + 1 : count;
        });
    return entered[0];
  }

  private static <K> void leaves(Map<K, Integer> counts, K who) {
    counts.computeIfPresent(who, (key, count) -> count == 1 ? null : count - 1);
  }
}
