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
public record Memory(Map<BackendId, Seen> backends) {

  /** Nothing was audited before. */
  public static final Memory NONE = new Memory(Map.of());

  public Memory {
    backends = Collections.unmodifiableMap(backends);
  }

  /** The backend's socket was proven in an earlier audit. */
  boolean hasProven(BackendId backend) {
    Seen seen = backends.get(backend);
    return seen != null && seen.proven();
  }

  /** The last audit has seen one socket that fits the backend. */
  boolean hasSocket(BackendId backend) {
    Seen seen = backends.get(backend);
    return seen != null && seen.socket() != null;
  }

  /** It matters whether the backend's socket stands alone. */
  boolean isContested(BackendId backend) {
    Seen seen = backends.get(backend);
    return seen != null && !seen.proven() && seen.contested();
  }

  /**
   * How a backend stood in the last audit.
   *
   * @param socket the one socket that fitted; null when none or several did
   * @param bootId the boot within which {@code socket} means something; empty without one
   * @param proven that socket was proven to be the backend's
   * @param missing in how many audits in a row no socket was found although everything was looked
   *     at
   * @param contested what {@code socket} dialled may lead to another server, so that it matters
   *     whether it stands alone
   * @param aloneMicros an audit found {@code socket} to stand alone ({@link ClientSocket#alone}),
   *     and then, at this moment of the server's clock, the backend idle; each since has seen the
   *     same socket. Null when none has. µs since the epoch
   */
  public record Seen(
      @Nullable SocketId socket,
      String bootId,
      boolean proven,
      int missing,
      boolean contested,
      @Nullable Long aloneMicros) {

    /** No socket to remember. */
    static Seen nothing(int missing) {
      return new Seen(null, "", false, missing, false, null);
    }

    /** A socket that is proven, now and for as long as it lasts. */
    public static Seen proven(SocketId socket, String bootId) {
      return new Seen(socket, bootId, true, 0, false, null);
    }

    /** This, with what {@code earlier} had proven: a backend's socket never changes. */
    Seen with(@Nullable Seen earlier) {
      return earlier == null || !earlier.proven || proven
          ? this
          : new Seen(earlier.socket, earlier.bootId, true, missing, false, null);
    }
  }
}
