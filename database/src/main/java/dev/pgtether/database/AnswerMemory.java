package dev.pgtether.database;

import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The memory that the answers of all servers may take up together while they are read. When it is
 * full, whoever holds most of it is cut off: a server that sends without end costs the others
 * nothing.
 */
public final class AnswerMemory {

  /** An answer takes up about as much again once it is decoded, and it is not all that there is. */
  private static final int PART_OF_HEAP = 8;

  private final long most;
  private final Set<Share> shares = new HashSet<>();
  private long taken;

  /**
   * @param most bytes, more than none
   */
  public AnswerMemory(long most) {
    if (most <= 0) {
      throw new IllegalArgumentException("no memory for answers: " + most);
    }
    this.most = most;
  }

  /** An eighth of what this process may take. */
  public static AnswerMemory ofThisProcess() {
    return new AnswerMemory(Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
  }

  /**
   * One connection's share, empty at first.
   *
   * @param cutOff is run, by whichever thread, when another connection needs the memory more
   */
  Share share(Runnable cutOff) {
    return new Share(cutOff);
  }

  /** Bytes that are taken now. */
  synchronized long taken() {
    return taken;
  }

  /** What one connection has taken; for one thread at a time. */
  final class Share {

    private final Runnable cutOff;
    private long held;
    private boolean lost;

    private Share(Runnable cutOff) {
      this.cutOff = cutOff;
    }

    /** Takes more; false when there is not enough, and nobody who holds more than this one. */
    boolean take(long bytes) {
      Share greediest = null;
      synchronized (AnswerMemory.this) {
        if (lost) {
          return false;
        }
        if (taken + bytes > most) {
          greediest = greediest();
          if (greediest == null || greediest == this || greediest.held <= held + bytes) {
            return false;
          }
          greediest.giveBack();
          greediest.lost = true;
        }
        shares.add(this);
        held += bytes;
        taken += bytes;
      }
      if (greediest != null) {
        greediest.cutOff.run();
      }
      return true;
    }

    /** Gives all of it back. */
    void leave() {
      synchronized (AnswerMemory.this) {
        giveBack();
      }
    }

    private void giveBack() {
      taken -= held;
      held = 0;
      shares.remove(this);
    }
  }

  private @Nullable Share greediest() {
    return shares.stream().max(Comparator.comparingLong(share -> share.held)).orElse(null);
  }
}
