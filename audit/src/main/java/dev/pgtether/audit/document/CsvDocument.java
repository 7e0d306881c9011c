package dev.pgtether.audit.document;

import dev.pgtether.correlation.pairing.ConnectionHop;
import dev.pgtether.correlation.pairing.Evidence;
import dev.pgtether.correlation.pairing.Pairing;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;

/**
 * An audit as CSV (RFC 4180, with a header): one line a connection, the JSON's names and absolute
 * times, the table's {@code ?} and {@code -}.
 *
 * <p>Text from outside is made {@link Plain}, and gets a leading apostrophe where a spreadsheet
 * would take it for a formula.
 */
public final class CsvDocument {

  private static final List<String> HEADER =
      List.of(
          "backendPid",
          "backendAddress",
          "clientAddress",
          "clientPid",
          "verdict",
          "state",
          "stateSince",
          "user",
          "database",
          "application",
          "command",
          "containerId",
          "backendStart",
          "holders",
          "via",
          "agent",
          "evidence",
          "auditedAt");

  /** With which a spreadsheet begins a formula; the second half are their full-width forms. */
  private static final String FORMULA_BEGINS = "=+-@\uFF1D\uFF0B\uFF0D\uFF20";

  private CsvDocument() {}

  /** The document, its lines ended by CR LF. */
  public static String of(Audited audited) {
    return lines(audited, true);
  }

  /** The lines without the header, to follow an earlier document. */
  public static String continued(Audited audited) {
    return lines(audited, false);
  }

  private static String lines(Audited audited, boolean header) {
    StringWriter text = new StringWriter(4096);
    try (CSVPrinter csv = new CSVPrinter(text, CSVFormat.RFC4180)) {
      if (header) {
        csv.printRecord(HEADER);
      }
      for (Pairing pairing : audited.shown()) {
        List<String> fields = new ArrayList<>(fields(new Row(pairing, audited.serverInfo())));
        fields.add(Moment.exact(audited.auditedAt()));
        csv.printRecord(fields);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a document in memory", e);
    }
    return text.toString();
  }

  private static List<String> fields(Row row) {
    Pairing pairing = row.pairing();
    return List.of(
        own(row.backendPid()),
        own(row.backendAddress()),
        own(row.clientAddress()),
        pairing.holders().isEmpty()
            ? own(row.clientPid())
            : String.valueOf(pairing.holders().getFirst().process().pid()),
        pairing.verdict().name(),
        own(row.state()),
        time(row.stateSinceMicros()),
        foreign(row.user()),
        foreign(row.database()),
        foreign(row.application()),
        foreign(row.command()),
        foreign(row.container()),
        Moment.ofMicros(pairing.backend().id().startMicros()),
        words(
            pairing.holders().stream()
                .map(socketHolder -> String.valueOf(socketHolder.process().pid()))),
        words(pairing.via().stream().sorted().map(ConnectionHop::word)),
        pairing.agent() == null ? "-" : foreign(Cell.of(pairing.agent())),
        words(pairing.evidence().stream().map(Evidence::code).map(Enum::name)));
  }

  private static String time(@Nullable Long micros) {
    return micros == null ? "-" : Moment.ofMicros(micros);
  }

  private static String words(Stream<String> words) {
    String joined = words.collect(Collectors.joining(" "));
    return joined.isEmpty() ? "-" : joined;
  }

  /** A value that pgtether itself has made. */
  private static String own(Cell cell) {
    return switch (cell) {
      case Cell.Known(String text) -> text;
      case Cell.Unseen unseen -> "?";
      case Cell.None none -> "-";
    };
  }

  private static String foreign(Cell cell) {
    if (!(cell instanceof Cell.Known(String text))) {
      return own(cell);
    }
    String plain = Plain.of(text);
    return FORMULA_BEGINS.indexOf(plain.charAt(0)) >= 0 ? "'" + plain : plain;
  }
}
