package dev.pgtether.correlation.cases;

import dev.pgtether.correlation.fact.AgentReport;
import dev.pgtether.correlation.fact.ClientSocket;
import dev.pgtether.correlation.fact.Examination;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.fact.MonotonicInterval;
import dev.pgtether.correlation.fact.NetworkNamespace;
import dev.pgtether.correlation.fact.SocketId;
import dev.pgtether.correlation.fact.Standpoint;
import dev.pgtether.correlation.fact.TcpState;
import dev.pgtether.correlation.fact.Visibility;
import dev.pgtether.correlation.fact.Visibility.Limit;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** {@code sockets.txt}: what the agents saw. */
final class SocketsFile {

  static final String AGENT = "agent";
  static final String LOCAL = "local";

  private static final Layout SCANS =
      Layout.of("SCANS", AGENT, "boot", "began", "ended", "could not see").maybe("pod");
  private static final Layout NAMESPACES =
      Layout.of("NETWORK NAMESPACES", "namespace", "addresses").maybe(AGENT);
  private static final Layout SOCKETS =
      Layout.of(
              "CLIENT SOCKETS",
              "namespace",
              "cookie",
              "local",
              "peer",
              "state",
              "last sent",
              "bytes received",
              "processes")
          .maybe(AGENT)
          .maybe("alone");

  private final CaseFile file;
  private final Processes processes;
  private final ServerSides serverSides;

  private SocketsFile(CaseFile file) {
    this.file = file;
    processes = new Processes(file.rows(Processes.LAYOUT));
    serverSides = new ServerSides(file, processes);
  }

  static SocketsFile read(Path path) {
    return new SocketsFile(
        CaseFile.read(
            path,
            SCANS,
            NAMESPACES,
            SOCKETS,
            Processes.LAYOUT,
            ServerSides.SERVER,
            ServerSides.CONNECTIONS,
            ServerSides.UNIX_CONNECTIONS));
  }

  List<AgentReport> reports() {
    List<Row> scans = file.rows(SCANS);
    List<String> agents = scans.stream().map(scan -> scan.text(AGENT)).toList();
    for (Layout layout :
        List.of(
            NAMESPACES,
            SOCKETS,
            ServerSides.SERVER,
            ServerSides.CONNECTIONS,
            ServerSides.UNIX_CONNECTIONS)) {
      for (Row row : file.rows(layout)) {
        if (!agents.contains(row.textOr(AGENT, LOCAL))) {
          throw new IllegalArgumentException(row.where() + ": of an agent without a scan");
        }
      }
    }
    return scans.stream().map(this::report).toList();
  }

  private AgentReport report(Row scan) {
    String agent = scan.text(AGENT);
    MonotonicInterval interval =
        new MonotonicInterval(scan.age("began").nanos(), scan.age("ended").nanos());
    List<NetworkNamespace> namespaces =
        of(agent, NAMESPACES).stream().map(row -> namespace(row, scan.has("pod"))).toList();
    return new AgentReport(
        agent,
        scan.text("boot"),
        interval,
        new Visibility(
            Visibility.Listing.DIAG_ONE_PASS,
            Visibility.Reading.DESCRIPTORS,
            scan.list("could not see", SocketsFile::limit)),
        namespaces,
        of(agent, SOCKETS).stream().map(row -> socket(row, namespaces, interval)).toList(),
        serverSides.of(agent),
        scan.has("pod") ? new Standpoint.OfPod(scan.text("pod")) : new Standpoint.Local());
  }

  private List<Row> of(String agent, Layout layout) {
    return file.rows(layout).stream()
        .filter(row -> row.textOr(AGENT, LOCAL).equals(agent))
        .toList();
  }

  private static NetworkNamespace namespace(Row row, boolean own) {
    Set<IpAddress> addresses = Set.copyOf(row.list("addresses", IpAddress::parse));
    return new NetworkNamespace(row.number("namespace"), addresses, own);
  }

  private ClientSocket socket(Row row, List<NetworkNamespace> namespaces, MonotonicInterval scan) {
    long inode = row.number("namespace");
    if (namespaces.stream().noneMatch(namespace -> namespace.inode() == inode)) {
      throw new IllegalArgumentException(
          row.where() + ": a socket of a namespace that was not looked into");
    }
    return new ClientSocket(
        new SocketId(inode, row.has("cookie") ? row.number("cookie") : 0),
        row.endpoint("local"),
        row.endpoint("peer"),
        row.read("state", TcpState::valueOf),
        0,
        examination(row, scan),
        processes.holders(row, "processes"),
        row.has("alone"));
  }

  /** The kernel counts its age from when it was asked; a case counts every age from one moment. */
  private static Examination examination(Row row, MonotonicInterval scan) {
    if (!row.has("last sent") && !row.has("bytes received")) {
      return null;
    }
    long silence = scan.endNanos() - row.age("last sent").nanos();
    if (silence < 0) {
      throw new IllegalArgumentException(row.where() + ": last sent after the scan");
    }
    return new Examination(silence / 1_000_000, row.number("bytes received"), scan);
  }

  /** {@code DEADLINE 1}. */
  private static Limit limit(String text) {
    String[] words = text.split(" ");
    if (words.length != 2) {
      throw new IllegalArgumentException("a limit is written as DEADLINE 1, not " + text);
    }
    return new Limit(Limit.Kind.valueOf(words[0]), Long.parseLong(words[1]));
  }
}
