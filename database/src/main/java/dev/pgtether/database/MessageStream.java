package dev.pgtether.database;

import dev.pgtether.database.RefusedAnswer.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.stream.IntStream;

/**
 * What a server says, in clear, message by message: the driver gets to see a message only when it
 * is whole and fit. The driver itself makes room for whatever length is announced to it.
 */
final class MessageStream extends InputStream {

  /** Type and length. */
  private static final int HEAD = 5;

  /**
   * Of any message that an audit has a use for; an error may quote a statement, and a configuration
   * may have long names.
   */
  private static final int LONGEST = 64 << 10;

  private final InputStream server;
  private final Traffic traffic;
  private byte[] buffer = new byte[16 << 10];

  /**
   * What the driver may read, up to {@link #fit}; behind it what has come and was not looked at.
   */
  private int begin;

  private int fit;
  private int end;
  private boolean loggedIn;

  MessageStream(InputStream server, Traffic traffic) {
    this.server = server;
    this.traffic = traffic;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (begin == fit) {
      if (!nextMessage()) {
        return -1;
      }
    }
    int count = Math.min(length, fit - begin);
    System.arraycopy(buffer, begin, target, offset, count);
    begin += count;
    return count;
  }

  @Override
  public int available() {
    return fit - begin;
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  /** False when the server has ended the connection. After a timeout it may be called again. */
  private boolean nextMessage() throws IOException {
    if (!fill(HEAD)) {
      return false;
    }
    char type = (char) (buffer[begin] & 0xFF);
    int whole = 1 + length(type);
    if (!fill(whole)) {
      return false;
    }
    judge(type, whole);
    return true;
  }

  private int length(char type) throws RefusedAnswer {
    if (!MessageShape.isExpected(type, loggedIn)) {
      throw traffic.refuse(
          Kind.NOT_THE_PROTOCOL,
          type > ' ' && type < 127
              ? "sent a message of type '%c', which nobody asked for".formatted(type)
              : "sent a message of an unknown type");
    }
    int length = ByteBuffer.wrap(buffer, begin + 1, 4).getInt();
    if (length < 4) {
      throw traffic.refuse(Kind.NOT_THE_PROTOCOL, "announced a message without a length");
    }
    if (length > LONGEST && type == 'E' && !loggedIn && isWords(length)) {
      throw traffic.refuse(Kind.NO_PROCESS, "could not start a process for the connection");
    }
    if (length > LONGEST) {
      throw traffic.refuse(
          Kind.TOO_MUCH, "announced a message of %,d bytes (type '%c')".formatted(length, type));
    }
    return length;
  }

  /**
   * A postmaster that cannot fork says so in the words of protocol 2, which has no lengths
   * (report_fork_failure_to_client in postmaster.c).
   */
  private static boolean isWords(int length) {
    byte[] word = ByteBuffer.allocate(4).putInt(length).array();
    return IntStream.range(0, word.length).allMatch(i -> (word[i] & 0xFF) >= ' ' && word[i] != 127);
  }

  private void judge(char type, int whole) throws RefusedAnswer {
    ByteBuffer body = ByteBuffer.wrap(buffer, begin + HEAD, whole - HEAD);
    MessageShape.Verdict verdict;
    try {
      verdict = MessageShape.of(type, body);
    } catch (RefusedAnswer unfit) {
      throw traffic.refuse(unfit.kind(), unfit.what());
    }
    traffic.takenUp(verdict.takesUp());
    switch (type) {
      case 'D' -> traffic.row();
      case 'C', 'E' -> traffic.statementEnds();
      case 'Z' -> loggedIn = true;
      default -> {}
    }
    fit = begin + whole;
    begin = verdict.passed() ? begin : fit;
  }

  /** Reads until {@code count} bytes behind {@link #begin} are there; false when no more come. */
  private boolean fill(int count) throws IOException {
    if (begin == end) {
      begin = 0;
      fit = 0;
      end = 0;
    }
    if (begin + count > buffer.length) {
      byte[] next = count > buffer.length ? new byte[LONGEST + 1] : buffer;
      System.arraycopy(buffer, begin, next, 0, end - begin);
      end -= begin;
      begin = 0;
      fit = 0;
      buffer = next;
    }
    while (end - begin < count) {
      int read = server.read(buffer, end, buffer.length - end);
      if (read < 0) {
        return false;
      }
      end += read;
    }
    return true;
  }
}
