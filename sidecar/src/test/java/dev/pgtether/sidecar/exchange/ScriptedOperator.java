package dev.pgtether.sidecar.exchange;

import dev.pgtether.wire.Codec;
import dev.pgtether.wire.Exchange;
import dev.pgtether.wire.Post;
import dev.pgtether.wire.Question;
import dev.pgtether.wire.Refusal;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/**
 * A TLS server that answers each post with the next thing that it was told to do, and holds the
 * agent while it was told nothing.
 */
final class ScriptedOperator implements AutoCloseable {

  /** What to do with a post. */
  interface Behaviour {
    void answer(OutputStream out) throws IOException, InterruptedException;
  }

  /** A post as it came. */
  record Received(Map<String, String> headers, byte[] body) {

    Post post() throws IOException {
      return Codec.decodePost(body);
    }
  }

  private final ServerSocket listener;
  private final List<Socket> connections = new CopyOnWriteArrayList<>();
  private final BlockingQueue<Behaviour> script = new LinkedBlockingQueue<>();
  private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();

  ScriptedOperator(SSLContext tls) throws IOException {
    this(tls, "127.0.0.1", 0);
  }

  ScriptedOperator(SSLContext tls, String address, int port) throws IOException {
    listener = tls.getServerSocketFactory().createServerSocket();
    listener.setReuseAddress(true);
    listener.bind(new InetSocketAddress(InetAddress.ofLiteral(address), port));
    Thread.ofVirtual().start(this::acceptAll);
  }

  int port() {
    return listener.getLocalPort();
  }

  String address() {
    return listener.getInetAddress().getHostAddress() + ":" + port();
  }

  int connectionsSoFar() {
    return connections.size();
  }

  ScriptedOperator then(Behaviour behaviour) {
    script.add(behaviour);
    return this;
  }

  ScriptedOperator thenAsks(Question question) {
    return then(out -> out.write(http("200 OK", "", Codec.encode(question))));
  }

  ScriptedOperator thenRefuses(Refusal.Code code, String headers) {
    byte[] body = Codec.encode(new Refusal(code, "because"));
    return then(out -> out.write(http(code.status() + " Refused", headers, body)));
  }

  ScriptedOperator thenSendsTo(String leader) {
    return thenRefuses(Refusal.Code.NOT_LEADER, Exchange.LEADER_HEADER + ": " + leader + "\r\n");
  }

  ScriptedOperator thenSays(String raw) {
    return then(out -> out.write(raw.getBytes(StandardCharsets.ISO_8859_1)));
  }

  ScriptedOperator thenHangsUp() {
    return then(
        out -> {
          throw new IOException("hung up");
        });
  }

  /** The next post; waits for it, not for ever. */
  Received next() throws InterruptedException {
    Received next = received.poll(20, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("no post in 20 s");
    }
    return next;
  }

  /** Posts that came and were not looked at. */
  int waiting() {
    return received.size();
  }

  static byte[] http(String status, String headers, byte[] body) {
    String head =
        "HTTP/1.1 " + status + "\r\n" + headers + "Content-Length: " + body.length + "\r\n\r\n";
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    answer.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
    answer.writeBytes(body);
    return answer.toByteArray();
  }

  private void acceptAll() {
    while (!listener.isClosed()) {
      try {
        Socket connection = listener.accept();
        connections.add(connection);
        Thread.ofVirtual().start(() -> serve(connection));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      InputStream in = new BufferedInputStream(connection.getInputStream());
      while (true) {
        received.add(read(in));
        script.take().answer(connection.getOutputStream());
        connection.getOutputStream().flush();
      }
    } catch (IOException | InterruptedException ended) {
      // the agent, or the script, ended it
    }
  }

  private static Received read(InputStream in) throws IOException {
    Map<String, String> headers = new HashMap<>();
    String first = line(in);
    headers.put("", first);
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 2));
    }
    byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
    return new Received(headers, body);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int octet = in.read(); octet != '\n'; octet = in.read()) {
      if (octet < 0) {
        throw new IOException("the agent closed");
      }
      line.append((char) octet);
    }
    return line.toString().strip();
  }

  /** Hangs up on everybody, as a process does that is killed. */
  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket connection : connections) {
      connection.close();
    }
  }
}
