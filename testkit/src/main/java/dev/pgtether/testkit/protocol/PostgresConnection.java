package dev.pgtether.testkit.protocol;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL's protocol over a socket of our own choice, a step at a time: so that a client can
 * stop anywhere on the way. Knows start-up by trust and SCRAM-SHA-256 and the simple query, without
 * TLS (https://www.postgresql.org/docs/current/protocol-message-formats.html).
 */
public final class PostgresConnection implements AutoCloseable {
  private static final int AUTHENTICATION_OK = 0;
  private static final int AUTHENTICATION_SASL = 10;
  private static final int AUTHENTICATION_SASL_CONTINUE = 11;

  private final SocketChannel channel;
  private long bytesReceived;

  private PostgresConnection(SocketChannel channel) {
    this.channel = channel;
  }

  /** Connects as most clients do: from a port that the kernel chooses. */
  public static PostgresConnection connect(ServerAddress server) throws IOException {
    return new PostgresConnection(SocketChannel.open(server.toSocketAddress()));
  }

  /**
   * Connects from an address and port of our choice.
   *
   * @param from null: from any
   * @param mapped over an IPv6 socket to an IPv4 address, as Java programs do
   */
  public static PostgresConnection connect(
      @Nullable SocketAddress from, ServerAddress server, boolean mapped) throws IOException {
    boolean ipv4 = !server.host().contains(":") && !mapped;
    SocketChannel channel =
        ipv4 ? SocketChannel.open(StandardProtocolFamily.INET) : SocketChannel.open();
    try {
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      channel.bind(from);
      channel.connect(server.toSocketAddress());
      return new PostgresConnection(channel);
    } catch (IOException | RuntimeException failed) {
      channel.close();
      throw failed;
    }
  }

  public SocketChannel channel() {
    return channel;
  }

  /** By this program; the kernel may hold more. */
  public long bytesReceived() {
    return bytesReceived;
  }

  /** The whole way to the first ReadyForQuery. */
  public void logIn(String user, String database, String application, String password)
      throws IOException {
    sendStartup(user, database, application);
    @Nullable ScramClient scramClient = readAuthenticationRequest(password);
    if (scramClient != null) {
      readServerFirst(scramClient);
      sendProof(scramClient);
    }
    awaitReady();
  }

  public void sendStartup(String user, String database, String application) throws IOException {
    write(FrontendMessage.startup(user, database, application));
  }

  /** Reads the server's first word; null when it trusts us. */
  @Nullable
  public ScramClient readAuthenticationRequest(String password) throws IOException {
    ByteBuffer body = read('R').body();
    return switch (body.getInt()) {
      case AUTHENTICATION_OK -> null;
      case AUTHENTICATION_SASL -> new ScramClient(password);
      default ->
          throw new IOException(
              "the server wants an authentication that is neither trust nor SCRAM");
    };
  }

  /** Sends SCRAM's first message and reads the answer: the server now waits for the proof. */
  public void readServerFirst(ScramClient scramClient) throws IOException {
    write(FrontendMessage.saslInitialResponse("SCRAM-SHA-256", scramClient.firstMessage()));
    ByteBuffer body = read('R').body();
    if (body.getInt() != AUTHENTICATION_SASL_CONTINUE) {
      throw new IOException("the server does not continue SCRAM");
    }
    scramClient.receiveServerFirst(StandardCharsets.UTF_8.decode(body).toString());
  }

  /** Sends SCRAM's last message, and reads nothing. */
  public void sendProof(ScramClient scramClient) throws IOException {
    write(FrontendMessage.saslResponse(scramClient.finalMessage()));
  }

  /** Runs one query (or several statements) and returns the rows of the last that had any. */
  public List<List<@Nullable String>> query(String sql) throws IOException {
    sendQuery(sql);
    return awaitReady();
  }

  /** Sends a query as one message, and reads nothing. */
  public void sendQuery(String sql) throws IOException {
    write(FrontendMessage.query(sql));
  }

  /** Sends queries at once with one Sync behind them, as a JDBC batch does, and reads nothing. */
  public void sendBatch(List<String> queries) throws IOException {
    write(FrontendMessage.extendedQueryBatch(queries));
  }

  /** Asks for TLS and goes through its handshake, no further: nothing else works after that. */
  public void startTls() throws IOException {
    write(FrontendMessage.sslRequest());
    if (readFully(1).get() != 'S') {
      throw new IOException("the server has no TLS");
    }
    TrustAllTls.handshake(channel.socket());
  }

  /** Reads up to ReadyForQuery and returns the rows that came with the last result. */
  public List<List<@Nullable String>> awaitReady() throws IOException {
    List<List<@Nullable String>> rows = new ArrayList<>();
    while (true) {
      Message message = readAny();
      switch (message.type()) {
        case 'T' -> rows.clear();
        case 'D' -> rows.add(row(message.body()));
        case 'Z' -> {
          return rows;
        }
        default -> {
          // parameters, notices, completions
        }
      }
    }
  }

  private static List<@Nullable String> row(ByteBuffer body) {
    List<@Nullable String> values = new ArrayList<>();
    int columns = body.getShort();
    for (int column = 0; column < columns; column++) {
      int length = body.getInt();
      if (length < 0) {
        values.add(null);
      } else {
        byte[] bytes = new byte[length];
        body.get(bytes);
        values.add(new String(bytes, StandardCharsets.UTF_8));
      }
    }
    return values;
  }

  /** Sends a FIN, and keeps reading possible. */
  public void halfClose() throws IOException {
    channel.shutdownOutput();
  }

  /** Ends with a RST instead of a FIN, as a killed process with unread data does. */
  public void reset() throws IOException {
    channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    channel.close();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private void write(ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  private Message read(char wanted) throws IOException {
    Message message = readAny();
    if (message.type() != wanted) {
      throw new IOException(
          "expected a message " + wanted + " of the server and got " + message.type());
    }
    return message;
  }

  private Message readAny() throws IOException {
    ByteBuffer head = readFully(5);
    char type = (char) head.get();
    ByteBuffer body = readFully(head.getInt() - 4);
    if (type == 'E') {
      throw new IOException(ErrorResponse.text(body));
    }
    return new Message(type, body);
  }

  private ByteBuffer readFully(int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining()) {
      int read = channel.read(buffer);
      if (read < 0) {
        throw new EOFException("the server closed the connection");
      }
      bytesReceived += read;
    }
    return buffer.flip();
  }

  private record Message(char type, ByteBuffer body) {
    Message {
      Objects.requireNonNull(body);
    }
  }
}
