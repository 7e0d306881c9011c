package dev.pgtether.testkit.it.cluster.agents;

import dev.pgtether.testkit.cluster.TestPodSpec;
import dev.pgtether.wire.AgentHealth;
import dev.pgtether.wire.Codec;
import dev.pgtether.wire.Exchange;
import dev.pgtether.wire.Greeting;
import dev.pgtether.wire.Versions;
import io.fabric8.kubernetes.api.model.PodBuilder;
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
public record HandMadeAgent(HttpClient http, URI operator) implements AutoCloseable {
  /** In a {@link #pod}. */
  public static final String TOKEN = "/var/run/secrets/pgtether/token";

  /** The ConfigMap of what agents trust. */
  public static final String ROOTS = "pgtether-ca";

  private static final Duration HELD_AT_MOST = Duration.ofSeconds(40);

  /**
   * A pod that has an agent's token at {@link #TOKEN}, and to the operator an agent, which never
   * says a word by itself: as a manifest by hand, what the webhook would add, beside a container
   * that only waits.
   */
  public static TestPodSpec pod(String name) {
    return TestPodSpec.named(name)
        .withEdit(
            pod ->
                new PodBuilder(pod.build())
                    .editSpec()
                    .editFirstContainer()
                    .addNewEnv()
                    .withName("PGTETHER_OPERATOR")
                    .withValue("https://operator:8443")
                    .endEnv()
                    .addNewVolumeMount()
                    .withName("pgtether-token")
                    .withMountPath("/var/run/secrets/pgtether")
                    .endVolumeMount()
                    .endContainer()
                    .addNewVolume()
                    .withName("pgtether-token")
                    .withNewProjected()
                    .addNewSource()
                    .withNewServiceAccountToken()
                    .withAudience("pgtether")
                    .withExpirationSeconds(3600L)
                    .withPath("token")
                    .endServiceAccountToken()
                    .endSource()
                    .endProjected()
                    .endVolume()
                    .endSpec());
  }

  static HandMadeAgent trusting(String bundle, int port) {
    return trusting(bundle, "127.0.0.1", port);
  }

  /**
   * @param host of the operator, as its certificate has it
   */
  public static HandMadeAgent trusting(String bundle, String host, int port) {
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
          URI.create("https://" + host + ":" + port + Exchange.PATH));
    } catch (GeneralSecurityException | IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Its answer may be held. */
  public CompletableFuture<HttpResponse<String>> greet(String token) {
    return post(
        token, Codec.encode(new Greeting(new AgentHealth("it", "run", Instant.EPOCH, List.of()))));
  }

  /** Its answer may be held. */
  public CompletableFuture<HttpResponse<String>> post(String token, byte[] message) {
    return http.sendAsync(
        HttpRequest.newBuilder(operator)
            .timeout(HELD_AT_MOST)
            .header("Authorization", "Bearer " + token)
            .header(Exchange.WIRE_HEADER, Versions.SPOKEN)
            .POST(HttpRequest.BodyPublishers.ofByteArray(message))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
