package dev.pgtether.correlation.golden;

import dev.pgtether.correlation.fact.AgentReport;
import dev.pgtether.correlation.fact.ClientSocket;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.fact.MonotonicInterval;
import dev.pgtether.correlation.fact.NetworkNamespace;
import dev.pgtether.correlation.fact.ReportOrigin;
import dev.pgtether.correlation.fact.ScanCoverage;
import dev.pgtether.correlation.fact.ScanCoverage.Limit;
import dev.pgtether.correlation.fact.SocketId;
import dev.pgtether.correlation.fact.TcpInfo;
import dev.pgtether.correlation.fact.TcpState;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Reads {@code sockets.txt}: what the agents saw. */
final class SocketsFile {

  static final String AGENT = "agent";
  static final String LOCAL = "local";

  private static final TableLayout SCANS =
      TableLayout.of("SCANS", AGENT, "boot", "began", "ended", "could not see").withOptional("pod");
  private static final TableLayout NAMESPACES =
      TableLayout.of("NETWORK NAMESPACES", "namespace", "addresses").withOptional(AGENT);
  private static final TableLayout SOCKETS =
      TableLayout.of(
              "CLIENT SOCKETS",
              "namespace",
              "cookie",
              "local",
              "peer",
              "state",
              "last sent",
              "bytes received",
              "processes")
          .withOptional(AGENT)
          .withOptional("alone");

  private final CaseTableFile file;
  private final ProcessTable processTable;
  private final ServerHostTables serverHostTables;

  private SocketsFile(CaseTableFile file) {
    this.file = file;
    processTable = new ProcessTable(file.rows(ProcessTable.LAYOUT));
    serverHostTables = new ServerHostTables(file, processTable);
  }

  static SocketsFile read(Path path) {
    return new SocketsFile(
        CaseTableFile.read(
            path,
            SCANS,
            NAMESPACES,
            SOCKETS,
            ProcessTable.LAYOUT,
            ServerHostTables.SERVER,
            ServerHostTables.CONNECTIONS,
            ServerHostTables.UNIX_CONNECTIONS));
  }

  List<AgentReport> reports() {
    List<TableRow> scans = file.rows(SCANS);
    List<String> agents = scans.stream().map(scan -> scan.text(AGENT)).toList();
    for (TableLayout tableLayout :
        List.of(
            NAMESPACES,
            SOCKETS,
            ServerHostTables.SERVER,
            ServerHostTables.CONNECTIONS,
            ServerHostTables.UNIX_CONNECTIONS)) {
      for (TableRow tableRow : file.rows(tableLayout)) {
        if (!agents.contains(tableRow.textOr(AGENT, LOCAL))) {
          throw new IllegalArgumentException(tableRow.where() + ": of an agent without a scan");
        }
      }
    }
    return scans.stream().map(this::report).toList();
  }

  private AgentReport report(TableRow scan) {
    String agent = scan.text(AGENT);
    MonotonicInterval interval =
        new MonotonicInterval(scan.age("began").nanos(), scan.age("ended").nanos());
    List<NetworkNamespace> namespaces =
        of(agent, NAMESPACES).stream()
            .map(tableRow -> namespace(tableRow, scan.has("pod")))
            .toList();
    return new AgentReport(
        agent,
        scan.text("boot"),
        interval,
        new ScanCoverage(
            ScanCoverage.SocketListing.DIAG_ONE_PASS,
            ScanCoverage.HolderLookup.DESCRIPTORS,
            scan.list("could not see", SocketsFile::limit)),
        namespaces,
        of(agent, SOCKETS).stream()
            .map(tableRow -> socket(tableRow, namespaces, interval))
            .toList(),
        serverHostTables.of(agent),
        scan.has("pod")
            ? new ReportOrigin.PodAgent(scan.text("pod"))
            : new ReportOrigin.LocalCollector());
  }

  private List<TableRow> of(String agent, TableLayout tableLayout) {
    return file.rows(tableLayout).stream()
        .filter(tableRow -> tableRow.textOr(AGENT, LOCAL).equals(agent))
        .toList();
  }

  private static NetworkNamespace namespace(TableRow tableRow, boolean own) {
    Set<IpAddress> addresses = Set.copyOf(tableRow.list("addresses", IpAddress::parse));
    return new NetworkNamespace(tableRow.number("namespace"), addresses, own);
  }

  private ClientSocket socket(
      TableRow tableRow, List<NetworkNamespace> namespaces, MonotonicInterval scan) {
    long inode = tableRow.number("namespace");
    if (namespaces.stream().noneMatch(namespace -> namespace.inode() == inode)) {
      throw new IllegalArgumentException(
          tableRow.where() + ": a socket of a namespace that was not scanned");
    }
    return new ClientSocket(
        new SocketId(inode, tableRow.has("cookie") ? tableRow.number("cookie") : 0),
        tableRow.endpoint("local"),
        tableRow.endpoint("peer"),
        tableRow.read("state", TcpState::valueOf),
        0,
        examination(tableRow, scan),
        processTable.holders(tableRow, "processes"),
        tableRow.has("alone"));
  }

  /**
   * The traffic of a socket. The kernel counts ages from the scan; a case counts them from the end
   * of A2.
   */
  private static TcpInfo examination(TableRow tableRow, MonotonicInterval scan) {
    if (!tableRow.has("last sent") && !tableRow.has("bytes received")) {
      return null;
    }
    long silence = scan.endNanos() - tableRow.age("last sent").nanos();
    if (silence < 0) {
      throw new IllegalArgumentException(tableRow.where() + ": last sent after the scan");
    }
    return new TcpInfo(silence / 1_000_000, tableRow.number("bytes received"), scan);
  }

  /** Parses {@code DEADLINE 1}. */
  private static Limit limit(String text) {
    String[] words = text.split(" ");
    if (words.length != 2) {
      throw new IllegalArgumentException("a limit is written as DEADLINE 1, not " + text);
    }
    return new Limit(Limit.Kind.valueOf(words[0]), Long.parseLong(words[1]));
  }
}
