package dev.pgtether.audit.document;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Function;

/** The columns of the table, in their order. */
public enum TableColumn {
  BACKEND_PID("Backend PID", Row::backendPid),
  BACKEND_ADDR("Backend Addr", Row::backendAddress),
  CLIENT_ADDR("Client Addr", Row::clientAddress),
  CLIENT_PID("Client PID", Row::clientPid),
  VERDICT("Verdict", row -> Cell.of(row.verdict().name())),
  /** Only where a cluster is known. */
  POD("Pod", Row::pod),
  /** Only where a cluster is known. */
  WORKLOAD("Workload", Row::workload),
  STATE("State", Row::state),
  /** An age, on the server's clock; JSON and CSV have the time itself. */
  SINCE("Since", TableColumn::since),
  USER("User", Row::user),
  DATABASE("Database", Row::database),
  APPLICATION("Application", Row::application),
  COMMAND("Command", Row::command),
  CONTAINER("Container", TableColumn::shortContainer);

  /** As {@code docker ps} and {@code crictl ps} shorten it, or nearly; each takes it back. */
  private static final int SHORT_CONTAINER_ID = 12;

  private final String heading;

  @SuppressWarnings("ImmutableEnumChecker") // method references without state
  private final Function<Row, Cell> value;

  TableColumn(String heading, Function<Row, Cell> value) {
    this.heading = heading;
    this.value = value;
  }

  /** Those that say something where no cluster is known. */
  static Set<TableColumn> ofOneHost() {
    return EnumSet.complementOf(EnumSet.of(POD, WORKLOAD));
  }

  public String heading() {
    return heading;
  }

  /** The text of the column for a row, plain, {@code ?} and {@code -} included. */
  public String textOf(Row row) {
    return switch (value.apply(row)) {
      case Cell.Known(String text) -> Plain.of(text);
      case Cell.Unseen unseen -> "?";
      case Cell.None none -> "-";
    };
  }

  private static Cell since(Row row) {
    Long age = row.stateAgeMicros();
    return age == null ? Cell.NONE : Cell.of(Moment.age(Duration.of(age, ChronoUnit.MICROS)));
  }

  private static Cell shortContainer(Row row) {
    Cell cell = row.containerName();
    return cell.equals(row.container())
            && cell instanceof Cell.Known(String id)
            && id.length() > SHORT_CONTAINER_ID
        ? Cell.of(id.substring(0, id.offsetByCodePoints(0, SHORT_CONTAINER_ID)))
        : cell;
  }
}
