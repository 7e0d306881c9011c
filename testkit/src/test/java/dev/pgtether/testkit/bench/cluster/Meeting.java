package dev.pgtether.testkit.bench.cluster;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.ssl.SSLContext;

/**
 * Where simulated agents find the operator.
 *
 * @param replicas what the operator's name stands for
 * @param name that their certificates are for
 * @param trusted by what is published for pods
 * @param handshakes at a time: agents have processors of their own, and all of these have but one
 *     machine, which is the operator's as well
 */
record Meeting(
    List<InetSocketAddress> replicas, String name, SSLContext trusted, Semaphore handshakes) {

  private static final int HANDSHAKES_AT_ONCE = 128;

  Meeting(List<InetSocketAddress> replicas, String name, SSLContext trusted) {
    this(replicas, name, trusted, new Semaphore(HANDSHAKES_AT_ONCE));
  }

  /** One after the other until one can be reached, as agents try what a headless Service names. */
  List<InetSocketAddress> shuffled() {
    List<InetSocketAddress> all = new ArrayList<>(replicas);
    Collections.shuffle(all, ThreadLocalRandom.current());
    return all;
  }
}
