package dev.pgtether.wire;

import dev.pgtether.correlation.fact.BackendProcess;
import dev.pgtether.correlation.fact.ClientSocket;
import dev.pgtether.correlation.fact.Examination;
import dev.pgtether.correlation.fact.Holder;
import dev.pgtether.correlation.fact.Holders;
import dev.pgtether.correlation.fact.MonotonicInterval;
import dev.pgtether.correlation.fact.NetworkNamespace;
import dev.pgtether.correlation.fact.ProcessId;
import dev.pgtether.correlation.fact.ServerSide;
import dev.pgtether.correlation.fact.Visibility;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** A scan as JSON: processes once each, before those that refer to them by their place. */
final class ScanWriter {

  private final Map<Holder, Integer> places = new LinkedHashMap<>();

  private ScanWriter() {}

  static void write(Output out, Scan scan) throws IOException {
    new ScanWriter().scan(out, scan);
  }

  private void scan(Output out, Scan scan) throws IOException {
    scan.sockets().forEach(socket -> place(socket.holders()));
    ServerSide server = scan.serverSide();
    if (server != null) {
      server.processes().stream()
          .flatMap(process -> process.unixPeers().stream())
          .forEach(peer -> place(peer.holders()));
    }
    out.text("bootId", scan.bootId());
    interval(out, "listed", scan.listed());
    out.object("visibility", scan.visibility(), ScanWriter::visibility);
    out.objects("namespaces", scan.namespaces(), ScanWriter::namespace);
    out.objects("processes", places.keySet(), ScanWriter::holder);
    out.objects("sockets", scan.sockets(), this::socket);
    out.object("server", server, this::server);
  }

  private void place(Holders holders) {
    if (holders instanceof Holders.Known known) {
      known.holders().forEach(holder -> places.putIfAbsent(holder, places.size()));
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

  private static void visibility(Output out, Visibility visibility) throws IOException {
    out.text("listing", visibility.listing());
    out.text("reading", visibility.reading());
    out.objects(
        "limits",
        visibility.limits(),
        (limits, it) -> {
          limits.text("kind", it.kind());
          limits.number("count", it.count());
        });
  }

  private static void namespace(Output out, NetworkNamespace namespace) throws IOException {
    out.number("inode", namespace.inode());
    out.texts("addresses", new TreeSet<>(namespace.addresses()));
    out.bool("own", namespace.own());
  }

  private static void holder(Output out, Holder holder) throws IOException {
    process(out, holder.process());
    Integer hostPid = holder.hostPid();
    if (hostPid != null) {
      out.number("hostPid", hostPid);
    }
    out.text("command", holder.command());
    out.text("container", holder.containerId());
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
    out.object("examination", socket.examination(), ScanWriter::examination);
    holders(out, socket.holders());
    if (socket.alone()) {
      out.bool("alone", true);
    }
  }

  private static void examination(Output out, Examination examination) throws IOException {
    out.number("lastDataSentMillis", examination.lastDataSentMillis());
    out.number("bytesReceived", examination.bytesReceived());
    interval(out, "asked", examination.asked());
  }

  private void holders(Output out, Holders holders) throws IOException {
    switch (holders) {
      case Holders.Known known -> {
        List<Integer> held = known.holders().stream().map(places::get).toList();
        out.numbers("heldBy", held);
        out.bool("byNobodyElse", known.all());
      }
      case Holders.Unreadable() -> out.text("heldBy", HoldersFormat.UNREADABLE);
      case Holders.Nobody() -> out.text("heldBy", HoldersFormat.NOBODY);
    }
  }

  private void server(Output out, ServerSide server) throws IOException {
    out.number("namespace", server.namespace());
    out.texts("listening", server.listening());
    out.bool("readable", server.readable());
    out.objects("processes", server.processes(), this::backend);
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
