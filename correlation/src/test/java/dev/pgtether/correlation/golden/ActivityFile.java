package dev.pgtether.correlation.golden;

import dev.pgtether.correlation.fact.ActivitySnapshot;
import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.BackendId;
import dev.pgtether.correlation.fact.ClientAddress;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.fact.MonotonicInterval;
import dev.pgtether.correlation.fact.ServerInfo;
import dev.pgtether.correlation.fact.ServerInfo.AuthenticationSettings;
import dev.pgtether.correlation.fact.SessionState;
import dev.pgtether.correlation.pairing.ServerEndpoints;
import dev.pgtether.correlation.pairing.ServerEndpoints.Route;
import dev.pgtether.correlation.pairing.ServerEndpoints.RouteTarget;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads {@code activity.txt}: the readings A1 and A2, and the endpoints of the server. */
final class ActivityFile {

  /**
   * The address of the audit; the server sees it under this address unless a case says otherwise.
   */
  static final IpAddress AUDITOR = IpAddress.parse("10.42.0.3");

  private static final TableLayout SERVER =
      TableLayout.of("SERVER", "version", "tls", "authentication timeout");
  private static final TableLayout REACHED_AS =
      TableLayout.of("REACHED AS", "endpoint", "leads to")
          .withOptional("service")
          .withOptional("since");
  private static final TableLayout READINGS =
      TableLayout.of(
              "READINGS",
              "reading",
              "began",
              "ended",
              "answered by",
              "running since",
              "own backend",
              "hidden rows")
          .withOptional("seen as");
  private static final TableLayout BACKENDS =
      TableLayout.of(
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

  private final CaseTableFile file;

  private ActivityFile(CaseTableFile file) {
    this.file = file;
  }

  static ActivityFile read(Path path) {
    CaseTableFile file = CaseTableFile.read(path, SERVER, REACHED_AS, READINGS, BACKENDS);
    if (!file.startsWithStory()) {
      throw new IllegalArgumentException(
          path + ": must begin with the story of the case, in lines with #");
    }
    return new ActivityFile(file);
  }

  ServerEndpoints endpoints() {
    Map<Endpoint, Route> routes = new HashMap<>();
    for (TableRow tableRow : file.rows(REACHED_AS)) {
      routes.put(
          tableRow.endpoint("endpoint"),
          new Route(
              tableRow.read("leads to", ActivityFile::routeTarget),
              tableRow.has("service") ? tableRow.text("service") : null,
              tableRow.has("since") ? tableRow.age("since").micros() : Long.MIN_VALUE));
    }
    return new ServerEndpoints(routes);
  }

  /** A1 or A2. */
  ActivitySnapshot reading(String name) {
    List<TableRow> rows =
        file.rows(READINGS).stream()
            .filter(tableRow -> tableRow.text("reading").equals(name))
            .toList();
    if (rows.size() != 1) {
      throw new IllegalArgumentException(
          "%d readings are called %s; there must be one".formatted(rows.size(), name));
    }
    TableRow reading = rows.getFirst();
    MonotonicInterval readInterval =
        new MonotonicInterval(reading.age("began").nanos(), reading.age("ended").nanos());
    int hidden = Math.toIntExact(reading.number("hidden rows"));
    List<Backend> backends =
        file.rows(BACKENDS).stream()
            .filter(tableRow -> tableRow.read("reading", ActivityFile::readings).contains(name))
            .map(tableRow -> backend(tableRow, reading.age("ended")))
            .toList();
    return new ActivitySnapshot(server(reading, hidden == 0), backends, hidden, readInterval);
  }

  private ServerInfo server(TableRow reading, boolean seesAllRows) {
    TableRow server = file.row(SERVER);
    List<Integer> version = server.read("version", ActivityFile::version);
    boolean tls = server.read("tls", text -> isOneOf(text, "on", "off"));
    return new ServerInfo(
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
        new AuthenticationSettings(
            tls, server.read("authentication timeout", TimeAgo::parseLength)));
  }

  private static Backend backend(TableRow tableRow, TimeAgo readAt) {
    return new Backend(
        new BackendId(tableRow.pid("pid"), tableRow.age("started").micros()),
        tableRow.read("type", text -> isOneOf(text, "client backend", "walsender"))
            ? Backend.Kind.CLIENT
            : Backend.Kind.WALSENDER,
        tableRow.read("client", ActivityFile::client),
        tableRow.read("state", ActivityFile::state),
        tableRow.has("state since") ? tableRow.age("state since").micros() : null,
        tableRow.has("query since") ? tableRow.age("query since").micros() : null,
        tableRow.has("waits for") ? tableRow.text("waits for") : null,
        readAt.micros(),
        null,
        null,
        null);
  }

  private static ClientAddress client(String text) {
    return switch (text) {
      case "unix socket" -> new ClientAddress.UnixSocket();
      case "-" -> new ClientAddress.None();
      default -> new ClientAddress.Tcp(TableRow.endpointOf(text));
    };
  }

  private static SessionState state(String text) {
    SessionState state = SessionState.ofWord(text);
    if (state == SessionState.UNKNOWN && !text.equals("-")) {
      throw new IllegalArgumentException("PostgreSQL has no state " + text);
    }
    return state;
  }

  private static RouteTarget routeTarget(String text) {
    return isOneOf(text, "this server", "several servers")
        ? RouteTarget.THIS_SERVER
        : RouteTarget.ONE_OF_SEVERAL;
  }

  private static List<String> readings(String text) {
    return switch (text) {
      case "A1" -> List.of("A1");
      case "A2" -> List.of("A2");
      case "A1 A2" -> List.of("A1", "A2");
      default ->
          throw new IllegalArgumentException("a row belongs to A1, A2 or A1 A2, not " + text);
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

  /**
   * Whether {@code text} is {@code first}; it must be one of the two words.
   *
   * @throws IllegalArgumentException when it is neither
   */
  private static boolean isOneOf(String text, String first, String second) {
    if (!text.equals(first) && !text.equals(second)) {
      throw new IllegalArgumentException("either %s or %s, not %s".formatted(first, second, text));
    }
    return text.equals(first);
  }
}
