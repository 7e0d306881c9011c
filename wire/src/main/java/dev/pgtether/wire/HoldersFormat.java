package dev.pgtether.wire;

import dev.pgtether.correlation.fact.SocketHolder;
import dev.pgtether.correlation.fact.SocketHolders;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who holds a socket: {@code "heldBy": [0, 3]}, places in the scan's processes, with {@code
 * "byNobodyElse"}; or {@code "heldBy": "unreadable"} or {@code "nobody"}. The two fields belong to
 * the object that is held, so this is filled while that is read.
 */
final class HoldersFormat {

  static final String UNREADABLE = "unreadable";
  static final String NOBODY = "nobody";

  private final List<SocketHolder> processes;
  private @Nullable SocketHolders heldBy;
  private boolean byNobodyElse;

  HoldersFormat(List<SocketHolder> processes) {
    this.processes = processes;
  }

  /** Takes the field if it is one of the two. */
  boolean takes(String field, Input in) throws IOException {
    switch (field) {
      case "heldBy" -> heldBy = in.isText() ? none(in.text(Limits.NAME)) : known(in);
      case "byNobodyElse" -> byNobodyElse = in.bool();
      default -> {
        return false;
      }
    }
    return true;
  }

  SocketHolders holders() {
    SocketHolders socketHolders = Input.need(heldBy, "heldBy");
    return socketHolders instanceof SocketHolders.Known known
        ? new SocketHolders.Known(known.holders(), byNobodyElse)
        : socketHolders;
  }

  private static SocketHolders none(String word) {
    return switch (word) {
      case UNREADABLE -> new SocketHolders.Unreadable();
      case NOBODY -> new SocketHolders.Nobody();
      default -> throw new IllegalArgumentException("not a word that this version knows: " + word);
    };
  }

  private SocketHolders known(Input in) throws IOException {
    return new SocketHolders.Known(
        in.list(Limits.HOLDERS, place -> processes.get(place.number(0, processes.size() - 1))),
        false);
  }
}
