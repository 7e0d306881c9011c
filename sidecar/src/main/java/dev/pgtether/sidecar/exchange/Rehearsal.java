package dev.pgtether.sidecar.exchange;

import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.SocketQuery;
import dev.pgtether.wire.Codec;
import dev.pgtether.wire.Post;
import dev.pgtether.wire.Question;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/**
 * One exchange with an operator of its own, over loopback: while the image is built, it shows which
 * classes that needs.
 */
public final class Rehearsal {

  /** The server's key, its certificate and the root are made for one rehearsal and thrown away. */
  private static final char[] NO_SECRET = "rehearsal".toCharArray();

  private final Path folder;

  /**
   * @param folder with {@code server.p12} (password {@code rehearsal}, a certificate for
   *     localhost), {@code ca.crt} and {@code token}
   */
  public Rehearsal(Path folder) {
    this.folder = folder;
  }

  /**
   * Greets, is asked for a connection of this process, looks, and answers.
   *
   * @param client its end here
   * @param server its other end
   */
  public void run(Endpoint client, Endpoint server, String version, PrintStream log)
      throws IOException, GeneralSecurityException {
    SocketQuery query =
        new SocketQuery(Set.of(server.port()), Set.of(client), Set.of(client), Set.of(), null);
    Question question = new Question("rehearsal-rehearsal", 1, Duration.ofSeconds(5), query);
    try (SSLServerSocket listener = listen()) {
      FutureTask<Void> asking =
          new FutureTask<>(
              () -> {
                ask(listener, Codec.encode(question));
                return null;
              });
      Thread.ofPlatform().daemon().start(asking);
      converse(listener.getLocalPort(), version, log);
      asking.get();
    } catch (ExchangeFailed | ExecutionException failed) {
      throw new IOException("the rehearsal of an exchange: " + failed.getMessage(), failed);
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted in the rehearsal of an exchange", end);
    }
  }

  private void converse(int port, String version, PrintStream log) throws ExchangeFailed {
    Settings settings =
        Settings.from(
            Map.of(
                Settings.OPERATOR, "https://localhost:" + port,
                Settings.TOKEN_FILE, folder.resolve("token").toString(),
                Settings.CA_FILE, folder.resolve("ca.crt").toString()));
    InstantSource clock = InstantSource.system();
    SecureRandom random = new SecureRandom();
    Diary diary = new Diary(log, clock);
    try (Operator operator = new Operator(settings, version, Pace.USUAL, random);
        OwnPod pod = new OwnPod()) {
      Witness witness =
          new Witness(Self.startedAt(clock.instant(), version, random), pod, diary, clock);
      Post next = witness.greeting();
      while (Reply.of(operator.post(Codec.encode(next))) instanceof Reply.Asked(Question asked)) {
        next = witness.answer(asked);
      }
    }
  }

  private SSLServerSocket listen() throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(folder.resolve("server.p12"))) {
      keys.load(in, NO_SECRET);
    }
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(keys, NO_SECRET);
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    context.init(own.getKeyManagers(), null, null);
    return (SSLServerSocket)
        context.getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  /** A question for the greeting, nothing more to ask after the report. */
  private static void ask(SSLServerSocket listener, byte[] question) throws IOException {
    try (SSLSocket agent = (SSLSocket) listener.accept()) {
      agent.setSoTimeout(10_000);
      readPost(agent.getInputStream());
      answer(agent.getOutputStream(), "200 OK", question);
      readPost(agent.getInputStream());
      answer(agent.getOutputStream(), "204 No Content", new byte[0]);
      // one end hangs up first, or each rehearsal would be another
      agent.getInputStream().read();
    }
  }

  private static void readPost(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int octet = in.read();
      if (octet < 0) {
        throw new IOException("the agent is gone");
      }
      head.append((char) octet);
    }
    int length =
        head.toString()
            .lines()
            .filter(line -> line.regionMatches(true, 0, "Content-Length:", 0, 15))
            .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
            .findFirst()
            .orElse(0);
    in.readNBytes(length);
  }

  private static void answer(OutputStream out, String status, byte[] body) throws IOException {
    String head = "HTTP/1.1 " + status + "\r\nContent-Length: " + body.length + "\r\n\r\n";
    out.write(head.getBytes(StandardCharsets.ISO_8859_1));
    out.write(body);
    out.flush();
  }
}
