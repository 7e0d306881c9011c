package dev.pgtether.wire;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Posts from JSON. */
final class PostReader {

  private @Nullable AgentHealth agent;
  private @Nullable String nonce;
  private @Nullable Long epoch;
  private @Nullable Instant began;
  private @Nullable Instant ended;
  private @Nullable Scan scan;
  private @Nullable String excuse;

  private PostReader() {}

  static Post read(byte[] body) throws WireException {
    return Input.read("a post", body, in -> new PostReader().post(in));
  }

  private Post post(Input in) throws IOException {
    in.object();
    for (String field = in.field(); field != null; field = in.field()) {
      switch (field) {
        case "agent" -> agent = agent(in);
        case "nonce" -> nonce = in.text(Limits.NAME);
        case "epoch" -> epoch = in.number();
        case "began" -> began = in.instant();
        case "ended" -> ended = in.instant();
        case "scan" -> scan = ScanReader.read(in);
        case "excuse" -> excuse = in.text(Limits.SENTENCE);
        default -> in.skip();
      }
    }
    AgentHealth speaker = Input.need(agent, "agent");
    if (scan != null) {
      return new Report(
          speaker,
          Input.need(nonce, "nonce"),
          Input.need(epoch, "epoch"),
          Input.need(began, "began"),
          Input.need(ended, "ended"),
          scan);
    }
    return excuse == null
        ? new Greeting(speaker)
        : new Excuse(speaker, Input.need(nonce, "nonce"), Input.need(epoch, "epoch"), excuse);
  }

  private static AgentHealth agent(Input in) throws IOException {
    in.object();
    String version = null;
    String run = null;
    Instant started = null;
    List<Trouble> troubles = List.of();
    for (String field = in.field(); field != null; field = in.field()) {
      switch (field) {
        case "version" -> version = in.text(Limits.NAME);
        case "run" -> run = in.text(Limits.NAME);
        case "started" -> started = in.instant();
        case "troubles" -> troubles = in.list(AgentHealth.MAX_TROUBLES, PostReader::trouble);
        default -> in.skip();
      }
    }
    return new AgentHealth(
        Input.need(version, "version"),
        Input.need(run, "run"),
        Input.need(started, "started"),
        troubles);
  }

  private static Trouble trouble(Input in) throws IOException {
    in.object();
    Trouble.Kind kind = null;
    Instant since = null;
    Long times = null;
    String detail = "";
    for (String field = in.field(); field != null; field = in.field()) {
      switch (field) {
        case "kind" -> kind = in.constant(Trouble.Kind.class);
        case "since" -> since = in.instant();
        case "times" -> times = in.number();
        case "detail" -> detail = in.text(Limits.SENTENCE);
        default -> in.skip();
      }
    }
    return new Trouble(
        Input.need(kind, "kind"), Input.need(since, "since"), Input.need(times, "times"), detail);
  }
}
