package dev.pgtether.testkit.operator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A GET over a connection of its own, whose whole answer comes in time: the timeout of a {@link
 * HttpRequest} ends with the answer's head.
 */
public record HttpGetWithDeadline(Duration deadline) {

  /**
   * Asks.
   *
   * @throws UncheckedIOException when there is no whole answer in time
   */
  public HttpResponse<String> get(URI uri) {
    HttpClient http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(deadline)
            .build();
    try {
      return http.sendAsync(
              HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
          .get(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException failed) {
      throw new UncheckedIOException(new IOException("no answer from " + uri, failed));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", interrupted);
    } finally {
      http.shutdownNow();
    }
  }
}
