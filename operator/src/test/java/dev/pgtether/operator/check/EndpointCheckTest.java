package dev.pgtether.operator.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.operator.tls.ca.RootCertificate;
import dev.pgtether.operator.tls.ca.ServerCertificate;
import dev.pgtether.operator.tls.ca.ServerCertificateNames;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndpointCheckTest {
  private static final char[] NO_PASSWORD = {};

  @TempDir Path folder;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private HttpServer server;

  @AfterEach
  void stop() {
    if (server != null) {
      server.stop(0);
    }
  }

  @Test
  void what_answers_is_fine_even_when_it_wants_a_token() throws IOException {
    // Given
    String url = plain(401);

    // When
    int code = patient().run(List.of(url));

    // Then
    assertThat(code).isZero();
    assertThat(said()).isEqualTo("ok    " + url + " answers 401\n");
  }

  @Test
  void what_is_not_ready_yet_is_asked_again() throws IOException {
    // Given
    AtomicInteger asked = new AtomicInteger();
    String url = plain(() -> asked.incrementAndGet() < 3 ? 503 : 200);

    // When
    int code = patient().run(List.of(url));

    // Then
    assertThat(code).isZero();
    assertThat(asked).hasValue(3);
  }

  @Test
  void what_never_gets_ready_is_named_with_where_to_look() throws IOException {
    // Given
    String url = plain(503);

    // When
    int code = hasty().run(List.of(url));

    // Then
    assertThat(code).isEqualTo(1);
    assertThat(said()).contains("FAIL  " + url + ": it answers 503").contains("kubectl logs");
  }

  @Test
  void nobody_there_fails_and_the_others_are_asked_all_the_same() throws IOException {
    // Given
    String url = plain(200);
    String silent = "http://127.0.0.1:" + freePort() + "/"; // free of the other, too

    // When
    int code = hasty().run(List.of(silent, url));

    // Then
    assertThat(code).isEqualTo(1);
    assertThat(said())
        .contains("FAIL  " + silent + ": Connection refused")
        .contains("ok    " + url);
  }

  @Test
  void a_certificate_of_the_operators_own_ca_is_trusted() throws Exception {
    // Given
    RootCertificate rootCertificate = RootCertificate.create(Instant.now());
    String url = secured(rootCertificate);
    publish(rootCertificate);

    // When
    int code = patient().run(List.of(url));

    // Then
    assertThat(said()).contains("ok    " + url);
    assertThat(code).isZero();
  }

  @Test
  void a_certificate_of_another_ca_is_refused() throws Exception {
    // Given
    String url = secured(RootCertificate.create(Instant.now()));
    publish(RootCertificate.create(Instant.now()));

    // When
    int code = hasty().run(List.of(url));

    // Then
    assertThat(code).isEqualTo(1);
    assertThat(said()).contains("FAIL  " + url).contains("PKIX");
  }

  @Test
  void a_ca_that_was_never_published_is_said_as_such() throws Exception {
    // Given
    String url = secured(RootCertificate.create(Instant.now()));

    // When
    int code = hasty().run(List.of(url));

    // Then
    assertThat(code).isEqualTo(1);
    assertThat(said()).contains("the operator has not published its ConfigMap pgtether-ca");
  }

  @Test
  void something_that_is_no_url_is_refused_by_name() {
    // When
    int code = hasty().run(List.of("pgtether-metrics:8080"));

    // Then
    assertThat(code).isEqualTo(1);
    assertThat(said()).contains("FAIL  pgtether-metrics:8080: not a URL with a host");
  }

  @Test
  void nothing_to_ask_is_a_mistake() {
    // When
    int code = hasty().run(List.of());

    // Then
    assertThat(code).isEqualTo(2);
    assertThat(said()).contains("no URL to ask");
  }

  /** Soon tired: for what does not answer anyway. */
  private EndpointCheck hasty() {
    return check(Duration.ofMillis(200));
  }

  /** For what does, sooner or later. */
  private EndpointCheck patient() {
    return check(Duration.ofSeconds(30));
  }

  private EndpointCheck check(Duration patience) {
    return new EndpointCheck(
        new HttpsProbe(folder.resolve("ca.crt")),
        patience,
        Duration.ofMillis(10),
        new PrintStream(said, true, StandardCharsets.UTF_8));
  }

  private String said() {
    return said.toString(StandardCharsets.UTF_8);
  }

  private String plain(int status) throws IOException {
    return plain(() -> status);
  }

  private String plain(IntSupplier status) throws IOException {
    server = HttpServer.create(loopback(), 0);
    return "http" + serve(status);
  }

  private String secured(RootCertificate rootCertificate)
      throws IOException, GeneralSecurityException {
    HttpsServer https = HttpsServer.create(loopback(), 0);
    https.setHttpsConfigurator(new HttpsConfigurator(context(rootCertificate)));
    server = https;
    return "https" + serve(() -> 401);
  }

  private String serve(IntSupplier status) {
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(status.getAsInt(), -1);
          exchange.close();
        });
    server.start();
    return "://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  private static SSLContext context(RootCertificate rootCertificate)
      throws IOException, GeneralSecurityException {
    ServerCertificate serverCertificate =
        rootCertificate.sign(
            new ServerCertificateNames(Set.of(), Set.of(IpAddress.parse("127.0.0.1"))),
            Duration.ofHours(1),
            Instant.now());
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, NO_PASSWORD);
    store.setKeyEntry(
        "leaf",
        serverCertificate.key(),
        NO_PASSWORD,
        serverCertificate.chain().toArray(new Certificate[0]));
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, NO_PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  private void publish(RootCertificate rootCertificate)
      throws IOException, GeneralSecurityException {
    String body =
        Base64.getMimeEncoder().encodeToString(rootCertificate.certificate().getEncoded());
    Files.writeString(
        folder.resolve("ca.crt"),
        "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n");
  }

  private static InetSocketAddress loopback() throws IOException {
    return new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }
}
