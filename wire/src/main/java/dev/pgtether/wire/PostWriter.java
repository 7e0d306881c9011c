package dev.pgtether.wire;

import java.io.IOException;

/** Posts as JSON; a report that does not fit is cut and says so. */
final class PostWriter {

  private PostWriter() {}

  static byte[] write(Post post) {
    return switch (post) {
      case Greeting greeting ->
          Output.object(greeting, (out, it) -> out.object("agent", it.agent(), PostWriter::agent));
      case Excuse excuse ->
          Output.object(
              excuse,
              (out, it) -> {
                out.object("agent", it.agent(), PostWriter::agent);
                out.text("nonce", it.nonce());
                out.number("epoch", it.epoch());
                out.text("excuse", it.why());
              });
      case Report report -> fitted(report);
    };
  }

  /** Each round keeps what would fit by the last one's measure: a few rounds at most. */
  private static byte[] fitted(Report report) {
    int all = report.scan().sockets().size();
    int kept = Math.min(all, Exchange.MAX_SOCKETS);
    byte[] bytes = whole(report, kept);
    while (bytes.length > Exchange.MAX_BODY_BYTES && kept > 0) {
      kept = Math.min(kept - 1, (int) (0.95 * kept * Exchange.MAX_BODY_BYTES / bytes.length));
      bytes = whole(report, kept);
    }
    return bytes;
  }

  private static byte[] whole(Report report, int kept) {
    Scan scan = Truncation.keep(report.scan(), kept);
    return Output.object(
        report,
        (out, it) -> {
          out.object("agent", it.agent(), PostWriter::agent);
          out.text("nonce", it.nonce());
          out.number("epoch", it.epoch());
          out.text("began", it.began());
          out.text("ended", it.ended());
          out.object("scan", scan, ScanWriter::write);
        });
  }

  private static void agent(Output out, AgentHealth agent) throws IOException {
    out.text("version", agent.version());
    out.text("run", agent.run());
    out.text("started", agent.started());
    out.objects(
        "troubles",
        agent.troubles(),
        (troubles, it) -> {
          troubles.text("kind", it.kind());
          troubles.text("since", it.since());
          troubles.number("times", it.times());
          troubles.text("detail", it.detail());
        });
  }
}
