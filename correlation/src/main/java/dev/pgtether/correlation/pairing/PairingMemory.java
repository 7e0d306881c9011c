package dev.pgtether.correlation.pairing;

import dev.pgtether.correlation.fact.BackendId;
import dev.pgtether.correlation.fact.ClientSocket;
import dev.pgtether.correlation.fact.SocketId;
import java.util.Collections;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one audit passes to the next audit of the same server: a socket that was proven once stays
 * its backend's as long as both exist. It holds the backends of the last audit only.
 *
 * @param backends not copied: the map may be large
 */
public record PairingMemory(Map<BackendId, RememberedBackend> backends) {

  /** The memory before the first audit. */
  public static final PairingMemory NONE = new PairingMemory(Map.of());

  public PairingMemory {
    backends = Collections.unmodifiableMap(backends);
  }

  /** The backend's socket was proven in an earlier audit. */
  public boolean hasProvenSocket(BackendId backend) {
    RememberedBackend remembered = backends.get(backend);
    return remembered != null && remembered.proven();
  }

  /** The last audit found exactly one socket that matches the backend. */
  public boolean hasSocket(BackendId backend) {
    RememberedBackend remembered = backends.get(backend);
    return remembered != null && remembered.socket() != null;
  }

  /**
   * The backend's socket is not proven, and may lead to another server: the next audit needs to
   * know whether it is the only one at its endpoint.
   */
  public boolean needsSoleSocket(BackendId backend) {
    RememberedBackend remembered = backends.get(backend);
    return remembered != null && !remembered.proven() && remembered.soleSocketNeeded();
  }

  /**
   * What the last audit found for a backend.
   *
   * @param socket the one socket that matched; null when none or several did
   * @param bootId the boot of the kernel for which {@code socket} is valid; empty without a socket
   * @param proven {@code socket} was proven to be the backend's
   * @param auditsWithoutSocket the number of consecutive audits in which no socket was found
   *     although everything was scanned
   * @param soleSocketNeeded the address that {@code socket} dialled may lead to another server, so
   *     it matters whether the socket is the only one at its endpoint
   * @param soleAndIdleMicros when an audit read the backend as idle, after it had found {@code
   *     socket} to be the only one at its endpoint ({@link ClientSocket#soleAtEndpoint}); each
   *     audit since has found the same socket. In µs since the epoch on the server's clock; null
   *     when no audit has
   */
  public record RememberedBackend(
      @Nullable SocketId socket,
      String bootId,
      boolean proven,
      int auditsWithoutSocket,
      boolean soleSocketNeeded,
      @Nullable Long soleAndIdleMicros) {

    /** No socket to remember. */
    public static RememberedBackend withoutSocket(int auditsWithoutSocket) {
      return new RememberedBackend(null, "", false, auditsWithoutSocket, false, null);
    }

    /** A proven socket. */
    public static RememberedBackend proven(SocketId socket, String bootId) {
      return new RememberedBackend(socket, bootId, true, 0, false, null);
    }

    /**
     * This memory with the proof of an earlier audit, if there was one: a backend's socket never
     * changes.
     */
    public RememberedBackend keepProofOf(@Nullable RememberedBackend earlier) {
      return earlier == null || !earlier.proven || proven
          ? this
          : new RememberedBackend(
              earlier.socket, earlier.bootId, true, auditsWithoutSocket, false, null);
    }
  }
}
