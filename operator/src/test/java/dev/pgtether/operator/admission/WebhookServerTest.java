package dev.pgtether.operator.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509KeyManager;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class WebhookServerTest {

  private static final Vertx VERTX = Vertx.vertx();

  private static final WebhookLimits LIMITS =
      new WebhookLimits(8, 16, 5L << 20, Duration.ofSeconds(2));

  private static WebhookServer server;
  private static SSLContext trusting;
  private static HttpClient client;
  private static int port;

  @BeforeAll
  static void start() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    KeyPair keys = generator.generateKeyPair();
    X509Certificate certificate = selfSigned(keys);
    server =
        new WebhookServer(
            VERTX, 0, keyManager(keys, certificate), WebhookServerTest::answer, LIMITS);
    port = server.start().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    trusting = trusting(certificate);
    client = client();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
    VERTX.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private static String answer(String body) {
    return switch (body) {
      case "senseless" -> throw new IllegalArgumentException("it makes no sense");
      case "faulty" -> throw new IllegalStateException("secret detail");
      default -> "{\"read\":" + body.length() + "}";
    };
  }

  @Test
  void a_review_is_answered() throws Exception {
    HttpResponse<String> response = post(WebhookServer.PATH, "x".repeat(1_500_000));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(response.body()).isEqualTo("{\"read\":1500000}");
  }

  @Test
  void what_makes_no_sense_is_refused_and_a_fault_tells_strangers_nothing() throws Exception {
    assertThat(post(WebhookServer.PATH, "senseless").statusCode()).isEqualTo(400);
    HttpResponse<String> fault = post(WebhookServer.PATH, "faulty");
    assertThat(fault.statusCode()).isEqualTo(500);
    assertThat(fault.body()).doesNotContain("secret detail");
    assertThat(post("/elsewhere", "x").statusCode()).isEqualTo(404);
    assertThat(
            client
                .send(request(WebhookServer.PATH).GET().build(), BodyHandlers.ofString())
                .statusCode())
        .isEqualTo(405);
  }

  @Test
  void a_body_without_an_end_is_refused_at_its_bound() throws IOException {
    // Given
    try (var socket = trusting.getSocketFactory().createSocket("127.0.0.1", port)) {
      socket.setSoTimeout(20_000);
      OutputStream out = socket.getOutputStream();
      out.write(
          "POST /v1/inject HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n".getBytes());
      // When
      byte[] part = new byte[64 * 1024];
      for (int sent = 0; sent <= WebhookServer.LONGEST_BODY; sent += part.length) {
        out.write(part);
      }
      out.flush();
      // Then
      InputStream in = socket.getInputStream();
      assertThat(new String(in.readNBytes(12))).isEqualTo("HTTP/1.1 413");
    }
  }

  @Test
  void the_oldest_handshakes_make_room_for_the_newest() throws Exception {
    // Given more than are let in, none of which says anything
    assertThat(post(WebhookServer.PATH, "x").statusCode()).isEqualTo(200);
    List<Socket> silent = new ArrayList<>();
    try {
      for (int i = 0; i < LIMITS.handshakes() + 4; i++) {
        silent.add(new Socket("127.0.0.1", port));
      }

      // When
      assertThat(client().send(review(), BodyHandlers.ofString()).statusCode()).isEqualTo(200);

      // Then
      int cut = 0;
      for (Socket socket : silent) {
        socket.setSoTimeout(50); // a handshake's own time is 5 s
        cut += isCut(socket) ? 1 : 0;
      }
      assertThat(cut).isGreaterThanOrEqualTo(4);
    } finally {
      for (Socket socket : silent) {
        socket.close();
      }
    }
  }

  @Test
  void the_oldest_connection_makes_room_for_the_newest() throws Exception {
    // Given
    List<Socket> sitting = new ArrayList<>();
    try {
      for (int i = 0; i <= LIMITS.connections(); i++) {
        SSLSocket socket = connected();
        sitting.add(socket);
        socket.startHandshake();
        socket.getOutputStream().write("POST /v1/inject HT".getBytes());
        socket.getOutputStream().flush();
      }

      // Then
      assertThat(client().send(review(), BodyHandlers.ofString()).statusCode()).isEqualTo(200);
      assertThat(isCut(sitting.getFirst())).isTrue();
    } finally {
      for (Socket socket : sitting) {
        socket.close();
      }
    }
  }

  @Test
  void a_request_that_is_not_whole_in_time_is_cut_though_its_bytes_trickle() throws Exception {
    // Given
    try (SSLSocket socket = connected()) {
      OutputStream out = socket.getOutputStream();
      out.write("POST /v1/inject HTTP/1.1\r\nHost: a\r\nContent-Length: 99\r\n\r\n".getBytes());
      out.flush();

      // When
      long begun = System.nanoTime();
      boolean isCut = false;
      for (int i = 0; i < 40 && !isCut; i++) {
        try {
          out.write('x');
          out.flush();
          Thread.sleep(250);
        } catch (IOException e) {
          isCut = true;
        }
      }

      // Then
      assertThat(isCut).isTrue();
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(9));
    }
  }

  @Test
  void bodies_that_stand_still_leave_room_again_when_they_are_cut() throws Exception {
    // Given
    try (SSLSocket first = connected();
        SSLSocket second = connected()) {
      sendPart(first, 3_000_000);
      Thread.sleep(500); // read by now, and within its time

      // When
      sendPart(second, 2_300_000);

      // Then
      assertThat(new String(second.getInputStream().readNBytes(12))).isEqualTo("HTTP/1.1 503");
      assertThat(isCut(first)).isTrue();
      assertThat(post(WebhookServer.PATH, "x".repeat(4_000_000)).statusCode()).isEqualTo(200);
    }
  }

  private static SSLSocket connected() throws IOException {
    SSLSocket socket = (SSLSocket) trusting.getSocketFactory().createSocket("127.0.0.1", port);
    socket.setSoTimeout(20_000);
    return socket;
  }

  private static void sendPart(SSLSocket socket, int bytes) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write("POST /v1/inject HTTP/1.1\r\nHost: a\r\nContent-Length: 4000000\r\n\r\n".getBytes());
    out.write(new byte[bytes]);
    out.flush();
  }

  private static boolean isCut(Socket socket) {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException stillOpen) {
      return false;
    } catch (IOException cut) {
      return true;
    }
  }

  private static HttpResponse<String> post(String path, String body) throws Exception {
    return client.send(
        request(path).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
  }

  /** With connections of its own. */
  private static HttpClient client() {
    return HttpClient.newBuilder().sslContext(trusting).build();
  }

  private static HttpRequest review() {
    return request(WebhookServer.PATH).POST(BodyPublishers.ofString("x")).build();
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("https://localhost:" + port + path))
        .timeout(Duration.ofSeconds(20));
  }

  private static X509Certificate selfSigned(KeyPair keys) throws Exception {
    X500Name name = new X500Name("CN=webhook");
    Instant now = Instant.now();
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            name,
            BigInteger.ONE,
            Date.from(now.minusSeconds(60)),
            Date.from(now.plusSeconds(3_600)),
            name,
            keys.getPublic());
    builder.addExtension(
        Extension.subjectAlternativeName,
        false,
        new GeneralNames(new GeneralName(GeneralName.dNSName, "localhost")));
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
  }

  private static X509KeyManager keyManager(KeyPair keys, X509Certificate certificate)
      throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry("k", keys.getPrivate(), new char[0], new X509Certificate[] {certificate});
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, new char[0]);
    return (X509KeyManager) factory.getKeyManagers()[0];
  }

  private static SSLContext trusting(X509Certificate certificate) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("c", certificate);
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    return context;
  }
}
