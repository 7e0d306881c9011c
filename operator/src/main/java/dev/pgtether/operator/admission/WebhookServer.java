package dev.pgtether.operator.admission;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.KeyCertOptions;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import javax.net.ssl.X509KeyManager;
import org.jboss.logging.Logger;

/**
 * Takes reviews over TLS and answers them. Anybody in the cluster may ask: the answer depends on
 * the question alone, and each is bounded.
 */
final class WebhookServer implements AutoCloseable {

  static final String PATH = "/v1/inject";

  /** A pod is at most 1.5 MiB (etcd's limit for a request); a review holds little beside it. */
  static final int LONGEST_BODY = 4 * 1024 * 1024;

  private static final Logger LOG = Logger.getLogger(WebhookServer.class);

  private static final int MOST_CONNECTIONS_WAITING = 128;
  private static final int IDLE_SECONDS = 30;
  private static final int HANDSHAKE_SECONDS = 5;

  private final Vertx vertx;
  private final UnaryOperator<String> answer;
  private final WebhookLimits limits;
  private final AtomicLong bytes = new AtomicLong();
  private final HttpServer server;

  /**
   * @param port 0 for any
   * @param answer a body for a body; throws IllegalArgumentException for one that makes no sense
   */
  WebhookServer(
      Vertx vertx,
      int port,
      X509KeyManager certificate,
      UnaryOperator<String> answer,
      WebhookLimits limits) {
    this.vertx = vertx;
    this.answer = answer;
    this.limits = limits;
    OpenConnectionLimit connections = new OpenConnectionLimit(limits.connections());
    HttpServerOptions options =
        new HttpServerOptions()
            .setPort(port)
            .setSsl(true)
            .setSslEngineOptions(
                new HandshakeLimitedTls(new OpenHandshakeLimit(limits.handshakes())))
            .setKeyCertOptions(KeyCertOptions.wrap(certificate))
            .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"))
            .setSslHandshakeTimeout(HANDSHAKE_SECONDS)
            .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS)
            .setAcceptBacklog(MOST_CONNECTIONS_WAITING)
            .setIdleTimeout(IDLE_SECONDS)
            .setIdleTimeoutUnit(TimeUnit.SECONDS);
    this.server =
        vertx
            .createHttpServer(options)
            .connectionHandler(connections::enter)
            .requestHandler(this::handle);
  }

  /** Begins to listen; the port once it does. */
  Future<Integer> start() {
    return server.listen().map(HttpServer::actualPort);
  }

  private void handle(HttpServerRequest request) {
    if (!PATH.equals(request.path())) {
      refuse(request, 404, "reviews go to " + PATH);
    } else if (!HttpMethod.POST.equals(request.method())) {
      refuse(request, 405, "a review is posted");
    } else {
      receive(request);
    }
  }

  private void receive(HttpServerRequest request) {
    ReviewBody review = new ReviewBody(bytes, limits.bodiesBytes());
    long deadline =
        vertx.setTimer(
            limits.request().toMillis(),
            late -> {
              LOG.debugf("a review was not complete after %s", limits.request());
              request.connection().close();
            });
    request.handler(
        part -> {
          switch (review.add(part)) {
            case FITS -> {}
            case TOO_LONG ->
                turnAway(request, review, 413, "a review of more than " + LONGEST_BODY + " bytes");
            case NO_ROOM -> turnAway(request, review, 503, "too many reviews at a time; try again");
          }
        });
    request.endHandler(
        end -> {
          vertx.cancelTimer(deadline);
          request.exceptionHandler(null); // the room is given back by the answer from here on
          respond(request, review);
        });
    request.exceptionHandler(
        cut -> {
          vertx.cancelTimer(deadline);
          review.leave();
          LOG.debugf("a review was cut: %s", cut.getMessage());
        });
  }

  /** The deadline stands: who is refused and goes on sending is cut by it. */
  private static void turnAway(
      HttpServerRequest request, ReviewBody review, int status, String why) {
    request.handler(null).endHandler(null);
    review.leave();
    refuse(request, status, why);
  }

  private void respond(HttpServerRequest request, ReviewBody review) {
    vertx
        .executeBlocking(() -> answer.apply(review.text()), false)
        .onComplete(done -> review.leave())
        .onSuccess(
            json -> request.response().putHeader("Content-Type", "application/json").end(json))
        .onFailure(
            failure -> {
              if (failure instanceof IllegalArgumentException senseless) {
                refuse(request, 400, "%s".formatted(senseless.getMessage()));
              } else {
                LOG.errorf(failure, "a review failed; the pod is created without an agent");
                refuse(request, 500, "a fault in the operator; its log says more");
              }
            });
  }

  /** The connection ends with it: what else came on it was not read. */
  private static void refuse(HttpServerRequest request, int status, String why) {
    request
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", "text/plain; charset=utf-8")
        .putHeader("Connection", "close")
        .end(why + "\n");
  }

  @Override
  public void close() {
    server.close();
  }
}
