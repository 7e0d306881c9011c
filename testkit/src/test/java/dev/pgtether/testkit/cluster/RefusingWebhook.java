package dev.pgtether.testkit.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.pgtether.testkit.cluster.built.ClusterCertificateAuthority;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** An admission webhook that says no to all it is asked. */
final class RefusingWebhook implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final char[] NO_PASSWORD = {};

  private final HttpsServer server;
  private final String authority;
  private final String reason;
  private final AtomicInteger asked = new AtomicInteger();

  private RefusingWebhook(HttpsServer server, String authority, String reason) {
    this.server = server;
    this.authority = authority;
    this.reason = reason;
  }

  static RefusingWebhook on(String address, String reason) throws Exception {
    ClusterCertificateAuthority clusterCertificateAuthority =
        new ClusterCertificateAuthority("webhook");
    HttpsServer server = HttpsServer.create(new InetSocketAddress(address, 0), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(
            context(clusterCertificateAuthority.issue("CN=webhook", List.of(address)))));
    RefusingWebhook webhook =
        new RefusingWebhook(server, clusterCertificateAuthority.authorityPem(), reason);
    server.createContext("/", webhook::answer);
    server.start();
    return webhook;
  }

  private static SSLContext context(ClusterCertificateAuthority.CertificateAndKey certificateAndKey)
      throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, NO_PASSWORD);
    store.setKeyEntry(
        "webhook",
        certificateAndKey.key(),
        NO_PASSWORD,
        new Certificate[] {certificateAndKey.certificate()});
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, NO_PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  private void answer(HttpExchange exchange) throws IOException {
    asked.incrementAndGet();
    try (exchange) {
      JsonNode review = JSON.readTree(exchange.getRequestBody());
      byte[] answer =
          JSON.writeValueAsBytes(
              Map.of(
                  "apiVersion", "admission.k8s.io/v1",
                  "kind", "AdmissionReview",
                  "response",
                      Map.of(
                          "uid", review.path("request").path("uid").asText(),
                          "allowed", false,
                          "status", Map.of("message", reason))));
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  String url() {
    return "https://"
        + server.getAddress().getHostString()
        + ":"
        + server.getAddress().getPort()
        + "/";
  }

  /** As a caBundle takes it. */
  String authority() {
    return Base64.getEncoder().encodeToString(authority.getBytes(StandardCharsets.UTF_8));
  }

  int asked() {
    return asked.get();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
