package dev.pgtether.testkit.it.cluster.agents;

import dev.pgtether.wire.AgentHealth;
import dev.pgtether.wire.Codec;
import dev.pgtether.wire.Exchange;
import dev.pgtether.wire.Greeting;
import dev.pgtether.wire.Versions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Greets the operator with a token, trusting a bundle and nothing else. */
record HandMadeAgent(HttpClient http, URI operator) implements AutoCloseable {
  private static final Duration HELD_AT_MOST = Duration.ofSeconds(40);

  static HandMadeAgent trusting(String bundle, int port) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      for (Certificate root :
          CertificateFactory.getInstance("X.509")
              .generateCertificates(
                  new ByteArrayInputStream(bundle.getBytes(StandardCharsets.US_ASCII)))) {
        store.setCertificateEntry("root" + store.size(), root);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return new HandMadeAgent(
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .sslContext(context)
              .connectTimeout(Duration.ofSeconds(5))
              .build(),
          URI.create("https://127.0.0.1:" + port + Exchange.PATH));
    } catch (GeneralSecurityException | IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Its answer may be held. */
  CompletableFuture<HttpResponse<String>> greet(String token) {
    AgentHealth health = new AgentHealth("it", "run", Instant.EPOCH, List.of());
    return http.sendAsync(
        HttpRequest.newBuilder(operator)
            .timeout(HELD_AT_MOST)
            .header("Authorization", "Bearer " + token)
            .header(Exchange.WIRE_HEADER, Versions.SPOKEN)
            .POST(HttpRequest.BodyPublishers.ofByteArray(Codec.encode(new Greeting(health))))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
