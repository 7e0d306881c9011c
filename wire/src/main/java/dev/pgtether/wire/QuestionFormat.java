package dev.pgtether.wire;

import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.SocketQuery;
import dev.pgtether.correlation.fact.SocketQuery.AuditConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A question as JSON. Sets are written in order, so that equal questions are equal bytes. */
final class QuestionFormat {

  private QuestionFormat() {}

  static byte[] write(Question question) {
    byte[] bytes =
        Output.object(
            question,
            (out, it) -> {
              out.text("nonce", it.nonce());
              out.number("epoch", it.epoch());
              out.number("deadlineMillis", it.deadline().toMillis());
              out.object("query", it.query(), QuestionFormat::query);
            });
    if (bytes.length > Exchange.MAX_BODY_BYTES) {
      throw new IllegalArgumentException(
          "a question that wants %d sockets of one agent is %d bytes, more than %d"
              .formatted(
                  question.query().clientEndpoints().size(),
                  bytes.length,
                  Exchange.MAX_BODY_BYTES));
    }
    return bytes;
  }

  private static void query(Output out, SocketQuery query) throws IOException {
    out.numbers("ports", new TreeSet<>(query.ports()));
    out.texts("wanted", new TreeSet<>(query.clientEndpoints()));
    out.texts("examined", new TreeSet<>(query.tcpInfoEndpoints()));
    if (!query.soleCheckEndpoints().isEmpty()) {
      out.texts("contested", new TreeSet<>(query.soleCheckEndpoints()));
    }
    out.numbers("backends", new TreeSet<>(query.backendPids()));
    out.object(
        "own",
        query.auditConnection(),
        (own, it) -> {
          own.text("client", it.client());
          own.text("server", it.server());
          own.number("backendPid", it.backendPid());
        });
  }

  static Question read(byte[] body) throws WireException {
    return Input.read("a question", body, QuestionFormat::question);
  }

  private static Question question(Input in) throws IOException {
    in.object();
    String nonce = null;
    Long epoch = null;
    Long deadline = null;
    SocketQuery query = null;
    for (String field = in.field(); field != null; field = in.field()) {
      switch (field) {
        case "nonce" -> nonce = in.text(Limits.NAME);
        case "epoch" -> epoch = in.number();
        case "deadlineMillis" -> deadline = in.number();
        case "query" -> query = query(in);
        default -> in.skip();
      }
    }
    return new Question(
        Input.need(nonce, "nonce"),
        Input.need(epoch, "epoch"),
        Duration.ofMillis(Input.need(deadline, "deadlineMillis")),
        Input.need(query, "query"));
  }

  private static SocketQuery query(Input in) throws IOException {
    in.object();
    List<Integer> ports = null;
    List<Endpoint> wanted = null;
    List<Endpoint> examined = List.of();
    List<Endpoint> contested = List.of();
    List<Integer> backends = List.of();
    AuditConnection own = null;
    for (String field = in.field(); field != null; field = in.field()) {
      switch (field) {
        case "ports" -> ports = in.list(Limits.PLACES, port -> port.number(0, 0xFFFF));
        case "wanted" -> wanted = in.list(Exchange.MAX_SOCKETS, EndpointFormat::read);
        case "examined" -> examined = in.list(Exchange.MAX_SOCKETS, EndpointFormat::read);
        case "contested" -> contested = in.list(Exchange.MAX_SOCKETS, EndpointFormat::read);
        case "backends" ->
            backends = in.list(Limits.BACKENDS, pid -> pid.number(0, Integer.MAX_VALUE));
        case "own" -> own = own(in);
        default -> in.skip();
      }
    }
    return new SocketQuery(
        Set.copyOf(Input.need(ports, "ports")),
        Set.copyOf(Input.need(wanted, "wanted")),
        Set.copyOf(examined),
        Set.copyOf(contested),
        Set.copyOf(backends),
        own);
  }

  private static AuditConnection own(Input in) throws IOException {
    in.object();
    @Nullable Endpoint client = null;
    @Nullable Endpoint server = null;
    @Nullable Integer backendPid = null;
    for (String field = in.field(); field != null; field = in.field()) {
      switch (field) {
        case "client" -> client = EndpointFormat.read(in);
        case "server" -> server = EndpointFormat.read(in);
        case "backendPid" -> backendPid = in.number(0, Integer.MAX_VALUE);
        default -> in.skip();
      }
    }
    return new AuditConnection(
        Input.need(client, "client"),
        Input.need(server, "server"),
        Input.need(backendPid, "backendPid"));
  }
}
