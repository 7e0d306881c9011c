package dev.pgtether.testkit.client;

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
public final class Wire implements AutoCloseable {
  private static final int AUTHENTICATION_OK = 0;
  private static final int AUTHENTICATION_SASL = 10;
  private static final int AUTHENTICATION_SASL_CONTINUE = 11;

  private final SocketChannel channel;
  private long bytesReceived;

  private Wire(SocketChannel channel) {
    this.channel = channel;
  }

  /** Connects as most clients do: from a port that the kernel chooses. */
  public static Wire connect(Address server) throws IOException {
    return new Wire(SocketChannel.open(server.toSocketAddress()));
  }

  /**
   * Connects from an address and port of our choice.
   *
   * @param from null: from any
   * @param mapped over an IPv6 socket to an IPv4 address, as Java programs do
   */
  public static Wire connect(@Nullable SocketAddress from, Address server, boolean mapped)
      throws IOException {
    boolean ipv4 = !server.host().contains(":") && !mapped;
    SocketChannel channel =
        ipv4 ? SocketChannel.open(StandardProtocolFamily.INET) : SocketChannel.open();
    try {
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      channel.bind(from);
      channel.connect(server.toSocketAddress());
      return new Wire(channel);
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
  public void startUp(String user, String database, String application, String password)
      throws IOException {
    sendStartup(user, database, application);
    @Nullable Scram scram = readChallenge(password);
    if (scram != null) {
      readServerFirst(scram);
      sendProof(scram);
    }
    awaitReady();
  }

  void sendStartup(String user, String database, String application) throws IOException {
    write(ClientMessage.startup(user, database, application));
  }

  /** Reads the server's first word; null when it trusts us. */
  @Nullable Scram readChallenge(String password) throws IOException {
    ByteBuffer body = read('R').body();
    return switch (body.getInt()) {
      case AUTHENTICATION_OK -> null;
      case AUTHENTICATION_SASL -> new Scram(password);
      default ->
          throw new IOException(
              "the server wants an authentication that is neither trust nor SCRAM");
    };
  }

  /** Sends SCRAM's first message and reads the answer: the server now waits for the proof. */
  void readServerFirst(Scram scram) throws IOException {
    write(ClientMessage.saslInitialResponse("SCRAM-SHA-256", scram.first()));
    ByteBuffer body = read('R').body();
    if (body.getInt() != AUTHENTICATION_SASL_CONTINUE) {
      throw new IOException("the server does not continue SCRAM");
    }
    scram.heard(StandardCharsets.UTF_8.decode(body).toString());
  }

  /** Sends SCRAM's last message, and reads nothing. */
  void sendProof(Scram scram) throws IOException {
    write(ClientMessage.saslResponse(scram.proof()));
  }

  /** Runs one query (or several statements) and returns the rows of the last that had any. */
  public List<List<@Nullable String>> query(String sql) throws IOException {
    sendQuery(sql);
    return awaitReady();
  }

  /** Sends a query as one message, and reads nothing. */
  void sendQuery(String sql) throws IOException {
    write(ClientMessage.query(sql));
  }

  /** Sends queries at once with one Sync behind them, as a JDBC batch does, and reads nothing. */
  void sendBatch(List<String> queries) throws IOException {
    write(ClientMessage.batch(queries));
  }

  /** Asks for TLS and goes through its handshake, no further: nothing else works after that. */
  void encrypt() throws IOException {
    write(ClientMessage.sslRequest());
    if (readFully(1).get() != 'S') {
      throw new IOException("the server has no TLS");
    }
    Tls.handshake(channel.socket());
  }

  /** Reads up to ReadyForQuery and returns the rows that came with the last result. */
  List<List<@Nullable String>> awaitReady() throws IOException {
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
  void halfClose() throws IOException {
    channel.shutdownOutput();
  }

  /** Ends with a RST instead of a FIN, as a killed process with unread data does. */
  void reset() throws IOException {
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
      throw new IOException(ServerMessage.text(body));
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
