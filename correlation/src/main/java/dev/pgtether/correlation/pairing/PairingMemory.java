package dev.pgtether.correlation.pairing;

import dev.pgtether.correlation.fact.BackendId;
import dev.pgtether.correlation.fact.ClientSocket;
import dev.pgtether.correlation.fact.SocketId;
import java.util.Collections;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one audit leaves for the next of the same server: a socket proven once stays its backend's
 * for as long as both last. Holds the backends of the last audit only.
 *
 * @param backends taken over, not copied: it may be large
 */
public record PairingMemory(Map<BackendId, RememberedBackend> backends) {

  /** Nothing was audited before. */
  public static final PairingMemory NONE = new PairingMemory(Map.of());

  public PairingMemory {
    backends = Collections.unmodifiableMap(backends);
  }

  /** The backend's socket was proven in an earlier audit. */
  public boolean hasProvenSocket(BackendId backend) {
    RememberedBackend remembered = backends.get(backend);
    return remembered != null && remembered.proven();
  }

  /** The last audit has seen one socket that fits the backend. */
  public boolean hasSocket(BackendId backend) {
    RememberedBackend remembered = backends.get(backend);
    return remembered != null && remembered.socket() != null;
  }

  /** It matters whether the backend's socket stands alone. */
  public boolean needsSoleSocket(BackendId backend) {
    RememberedBackend remembered = backends.get(backend);
    return remembered != null && !remembered.proven() && remembered.soleSocketNeeded();
  }

  /**
   * How a backend stood in the last audit.
   *
   * @param socket the one socket that fitted; null when none or several did
   * @param bootId the boot within which {@code socket} means something; empty without one
   * @param proven that socket was proven to be the backend's
   * @param auditsWithoutSocket in how many audits in a row no socket was found although everything
   *     was looked at
   * @param soleSocketNeeded what {@code socket} dialled may lead to another server, so that it
   *     matters whether it stands alone
   * @param soleAndIdleMicros an audit found {@code socket} to stand alone ({@link
   *     ClientSocket#soleAtEndpoint}), and then, at this moment of the server's clock, the backend
   *     idle; each since has seen the same socket. Null when none has. µs since the epoch
   */
  public record RememberedBackend(
      @Nullable SocketId socket,
      String bootId,
      boolean proven,
      int auditsWithoutSocket,
      boolean soleSocketNeeded,
      @Nullable Long soleAndIdleMicros) {

    /** No socket to remember. */
    public static RememberedBackend withoutSocket(int missing) {
      return new RememberedBackend(null, "", false, missing, false, null);
    }

    /** A socket that is proven, now and for as long as it lasts. */
    public static RememberedBackend proven(SocketId socket, String bootId) {
      return new RememberedBackend(socket, bootId, true, 0, false, null);
    }

    /** This, with what {@code earlier} had proven: a backend's socket never changes. */
    public RememberedBackend keepProofOf(@Nullable RememberedBackend earlier) {
      return earlier == null || !earlier.proven || proven
          ? this
          : new RememberedBackend(
              earlier.socket, earlier.bootId, true, auditsWithoutSocket, false, null);
    }
  }
}
