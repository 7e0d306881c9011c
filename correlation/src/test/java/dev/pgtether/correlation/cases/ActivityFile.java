package dev.pgtether.correlation.cases;

import dev.pgtether.correlation.fact.ActivitySnapshot;
import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.BackendId;
import dev.pgtether.correlation.fact.ClientAddress;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.fact.MonotonicInterval;
import dev.pgtether.correlation.fact.Server;
import dev.pgtether.correlation.fact.Server.Admission;
import dev.pgtether.correlation.fact.SessionState;
import dev.pgtether.correlation.pairing.ServerEndpoints;
import dev.pgtether.correlation.pairing.ServerEndpoints.Reach;
import dev.pgtether.correlation.pairing.ServerEndpoints.Road;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@code activity.txt}: what PostgreSQL said in A1 and A2, and where it is reached. */
final class ActivityFile {

  /** Where the audit stands, and where the server sees it unless a case says otherwise. */
  static final IpAddress AUDITOR = IpAddress.parse("10.42.0.3");

  private static final Layout SERVER =
      Layout.of("SERVER", "version", "tls", "authentication timeout");
  private static final Layout REACHED_AS =
      Layout.of("REACHED AS", "endpoint", "leads to").maybe("service").maybe("since");
  private static final Layout READINGS =
      Layout.of(
              "READINGS",
              "reading",
              "began",
              "ended",
              "answered by",
              "running since",
              "own backend",
              "hidden rows")
          .maybe("seen as");
  private static final Layout BACKENDS =
      Layout.of(
          "BACKENDS",
          "reading",
          "pid",
          "started",
          "client",
          "type",
          "state",
          "state since",
          "query since",
          "waits for");

  private final CaseFile file;

  private ActivityFile(CaseFile file) {
    this.file = file;
  }

  static ActivityFile read(Path path) {
    CaseFile file = CaseFile.read(path, SERVER, REACHED_AS, READINGS, BACKENDS);
    if (!file.tellsStory()) {
      throw new IllegalArgumentException(path + ": begins with the story, in lines with #");
    }
    return new ActivityFile(file);
  }

  ServerEndpoints endpoints() {
    Map<Endpoint, Road> roads = new HashMap<>();
    for (Row row : file.rows(REACHED_AS)) {
      roads.put(
          row.endpoint("endpoint"),
          new Road(
              row.read("leads to", ActivityFile::reach),
              row.has("service") ? row.text("service") : null,
              row.has("since") ? row.age("since").micros() : Long.MIN_VALUE));
    }
    return new ServerEndpoints(roads);
  }

  /** A1 or A2. */
  ActivitySnapshot reading(String name) {
    List<Row> rows =
        file.rows(READINGS).stream().filter(row -> row.text("reading").equals(name)).toList();
    if (rows.size() != 1) {
      throw new IllegalArgumentException("%d readings %s, not one".formatted(rows.size(), name));
    }
    Row reading = rows.getFirst();
    MonotonicInterval read =
        new MonotonicInterval(reading.age("began").nanos(), reading.age("ended").nanos());
    int hidden = Math.toIntExact(reading.number("hidden rows"));
    List<Backend> backends =
        file.rows(BACKENDS).stream()
            .filter(row -> row.read("reading", ActivityFile::readings).contains(name))
            .map(row -> backend(row, reading.age("ended")))
            .toList();
    return new ActivitySnapshot(server(reading, hidden == 0), backends, hidden, read);
  }

  private Server server(Row reading, boolean seesAllRows) {
    Row server = file.row(SERVER);
    List<Integer> version = server.read("version", ActivityFile::version);
    boolean tls = server.read("tls", text -> isOneOf(text, "on", "off"));
    return new Server(
        server.text("version"),
        version.getFirst() * 10_000 + version.getLast(),
        reading.age("running since").micros(),
        false,
        100,
        3,
        new BackendId(reading.pid("own backend"), reading.age("running since").micros()),
        reading.has("seen as") ? reading.endpoint("seen as") : new Endpoint(AUDITOR, 50_000),
        reading.endpoint("answered by"),
        seesAllRows,
        new Admission(tls, server.read("authentication timeout", Age::parseLength)));
  }

  private static Backend backend(Row row, Age read) {
    return new Backend(
        new BackendId(row.pid("pid"), row.age("started").micros()),
        row.read("type", text -> isOneOf(text, "client backend", "walsender"))
            ? Backend.Kind.CLIENT
            : Backend.Kind.WALSENDER,
        row.read("client", ActivityFile::client),
        row.read("state", ActivityFile::state),
        row.has("state since") ? row.age("state since").micros() : null,
        row.has("query since") ? row.age("query since").micros() : null,
        row.has("waits for") ? row.text("waits for") : null,
        read.micros(),
        null,
        null,
        null);
  }

  private static ClientAddress client(String text) {
    return switch (text) {
      case "unix socket" -> new ClientAddress.UnixSocket();
      case "-" -> new ClientAddress.None();
      default -> new ClientAddress.Tcp(Row.endpointOf(text));
    };
  }

  private static SessionState state(String text) {
    SessionState state = SessionState.ofWord(text);
    if (state == SessionState.UNKNOWN && !text.equals("-")) {
      throw new IllegalArgumentException("PostgreSQL has no state " + text);
    }
    return state;
  }

  private static Reach reach(String text) {
    return isOneOf(text, "this server", "several servers")
        ? Reach.THIS_SERVER
        : Reach.ONE_OF_SEVERAL;
  }

  private static List<String> readings(String text) {
    return switch (text) {
      case "A1" -> List.of("A1");
      case "A2" -> List.of("A2");
      case "A1 A2" -> List.of("A1", "A2");
      default -> throw new IllegalArgumentException("a row is of A1, A2 or A1 A2, not " + text);
    };
  }

  private static List<Integer> version(String text) {
    if (!text.matches("\\d+\\.\\d+")) {
      throw new IllegalArgumentException("a version is written as 17.6, not " + text);
    }
    int dot = text.indexOf('.');
    return List.of(
        Integer.parseInt(text.substring(0, dot)), Integer.parseInt(text.substring(dot + 1)));
  }

  /** Whether {@code text} is the first of two words, and not the second. */
  private static boolean isOneOf(String text, String first, String second) {
    if (!text.equals(first) && !text.equals(second)) {
      throw new IllegalArgumentException("either %s or %s, not %s".formatted(first, second, text));
    }
    return text.equals(first);
  }
}
