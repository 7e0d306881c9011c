package dev.pgtether.operator.scan.http;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** One connection at the doors: a stranger until it is known whose it is. */
final class ConnectionPermit {

  private final ConnectionLimiter connectionLimiter;
  private final InetAddress address;
  private @Nullable String podUid;
  private boolean hasLeft;
  private Runnable lessStrange = () -> {};

  private ConnectionPermit(ConnectionLimiter connectionLimiter, InetAddress address) {
    this.connectionLimiter = connectionLimiter;
    this.address = address;
  }

  /** Lets a stranger in; null when there are too many from its address. */
  static @Nullable ConnectionPermit enter(
      ConnectionLimiter connectionLimiter, InetAddress address) {
    return connectionLimiter.strangerEnters(address)
        ? new ConnectionPermit(connectionLimiter, address)
        : null;
  }

  /** What is to be done when there is one stranger less. */
  synchronized void whenLessStrange(Runnable what) {
    lessStrange = what;
  }

  InetAddress address() {
    return address;
  }

  /**
   * It is a connection of this pod.
   *
   * @return false when the pod has too many, or it was another's before
   */
  synchronized boolean isOf(String uid) {
    if (hasLeft || podUid != null) {
      return uid.equals(podUid);
    }
    if (!connectionLimiter.podEnters(uid)) {
      return false;
    }
    podUid = uid;
    strangerLeaves();
    return true;
  }

  private void strangerLeaves() {
    connectionLimiter.strangerLeaves(address);
    lessStrange.run();
    lessStrange = () -> {};
  }

  /** It is closed. */
  synchronized void leave() {
    if (hasLeft) {
      return;
    }
    hasLeft = true;
    String uid = podUid;
    if (uid == null) {
      strangerLeaves();
    } else {
      connectionLimiter.podLeaves(uid);
    }
  }
}
