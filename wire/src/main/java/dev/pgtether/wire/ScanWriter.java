package dev.pgtether.wire;

import dev.pgtether.correlation.fact.BackendProcess;
import dev.pgtether.correlation.fact.ClientSocket;
import dev.pgtether.correlation.fact.MonotonicInterval;
import dev.pgtether.correlation.fact.NetworkNamespace;
import dev.pgtether.correlation.fact.ProcessId;
import dev.pgtether.correlation.fact.ScanCoverage;
import dev.pgtether.correlation.fact.ServerHostView;
import dev.pgtether.correlation.fact.SocketHolder;
import dev.pgtether.correlation.fact.SocketHolders;
import dev.pgtether.correlation.fact.TcpInfo;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** A scan as JSON: processes once each, before those that refer to them by their place. */
final class ScanWriter {

  private final Map<SocketHolder, Integer> places = new LinkedHashMap<>();

  private ScanWriter() {}

  static void write(Output out, Scan scan) throws IOException {
    new ScanWriter().scan(out, scan);
  }

  private void scan(Output out, Scan scan) throws IOException {
    scan.sockets().forEach(socket -> place(socket.holders()));
    ServerHostView server = scan.serverHostView();
    if (server != null) {
      server.backendProcesses().stream()
          .flatMap(process -> process.unixPeers().stream())
          .forEach(peer -> place(peer.holders()));
    }
    out.text("bootId", scan.bootId());
    interval(out, "listed", scan.listed());
    out.object("visibility", scan.scanCoverage(), ScanWriter::visibility);
    out.objects("namespaces", scan.namespaces(), ScanWriter::namespace);
    out.objects("processes", places.keySet(), ScanWriter::holder);
    out.objects("sockets", scan.sockets(), this::socket);
    out.object("server", server, this::server);
  }

  private void place(SocketHolders socketHolders) {
    if (socketHolders instanceof SocketHolders.Known known) {
      known.holders().forEach(socketHolder -> places.putIfAbsent(socketHolder, places.size()));
    }
  }

  private static void interval(Output out, String field, MonotonicInterval interval)
      throws IOException {
    out.object(
        field,
        interval,
        (fields, it) -> {
          fields.number("beginNanos", it.beginNanos());
          fields.number("endNanos", it.endNanos());
        });
  }

  private static void visibility(Output out, ScanCoverage scanCoverage) throws IOException {
    out.text("listing", scanCoverage.listing());
    out.text("reading", scanCoverage.holderLookup());
    out.objects(
        "limits",
        scanCoverage.limits(),
        (limits, it) -> {
          limits.text("kind", it.kind());
          limits.number("count", it.count());
        });
  }

  private static void namespace(Output out, NetworkNamespace namespace) throws IOException {
    out.number("inode", namespace.inode());
    out.texts("addresses", new TreeSet<>(namespace.addresses()));
    out.bool("own", namespace.agentsOwn());
  }

  private static void holder(Output out, SocketHolder socketHolder) throws IOException {
    process(out, socketHolder.process());
    Integer hostPid = socketHolder.hostPid();
    if (hostPid != null) {
      out.number("hostPid", hostPid);
    }
    out.text("command", socketHolder.command());
    out.text("container", socketHolder.containerId());
  }

  private static void process(Output out, ProcessId process) throws IOException {
    out.number("pid", process.pid());
    out.number("startMicros", process.startMicros());
  }

  private void socket(Output out, ClientSocket socket) throws IOException {
    out.number("namespace", socket.id().namespace());
    out.number("cookie", socket.id().cookie());
    out.text("local", socket.local());
    out.text("peer", socket.peer());
    out.text("state", socket.state());
    out.number("uid", socket.uid());
    out.object("examination", socket.tcpInfo(), ScanWriter::examination);
    holders(out, socket.holders());
    if (socket.soleAtEndpoint()) {
      out.bool("alone", true);
    }
  }

  private static void examination(Output out, TcpInfo tcpInfo) throws IOException {
    out.number("lastDataSentMillis", tcpInfo.lastDataSentMillis());
    out.number("bytesReceived", tcpInfo.bytesReceived());
    interval(out, "asked", tcpInfo.readInterval());
  }

  private void holders(Output out, SocketHolders socketHolders) throws IOException {
    switch (socketHolders) {
      case SocketHolders.Known known -> {
        List<Integer> held = known.holders().stream().map(places::get).toList();
        out.numbers("heldBy", held);
        out.bool("byNobodyElse", known.complete());
      }
      case SocketHolders.Unreadable() -> out.text("heldBy", HoldersFormat.UNREADABLE);
      case SocketHolders.Nobody() -> out.text("heldBy", HoldersFormat.NOBODY);
    }
  }

  private void server(Output out, ServerHostView server) throws IOException {
    out.number("namespace", server.namespace());
    out.texts("listening", server.listeners());
    out.bool("readable", server.descriptorsReadable());
    out.objects("processes", server.backendProcesses(), this::backend);
  }

  private void backend(Output out, BackendProcess backend) throws IOException {
    out.number("backendPid", backend.backendPid());
    process(out, backend.process());
    out.objects(
        "connections",
        backend.connections(),
        (connections, it) -> {
          connections.text("local", it.local());
          connections.text("peer", it.peer());
          connections.text("state", it.state());
        });
    out.objects(
        "unixPeers",
        backend.unixPeers(),
        (peers, it) -> {
          peers.number("inode", it.inode());
          holders(peers, it.holders());
        });
  }
}
