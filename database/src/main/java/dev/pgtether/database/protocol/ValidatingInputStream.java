package dev.pgtether.database.protocol;

import dev.pgtether.database.protocol.RejectedResponseException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.stream.IntStream;

/**
 * What a server says, in clear, message by message: the driver gets to see a message only when it
 * is whole and fit. The driver itself makes room for whatever length is announced to it.
 */
public final class ValidatingInputStream extends InputStream {

  /** Type and length. */
  private static final int HEADER_LENGTH = 5;

  /**
   * Of any message that an audit has a use for; an error may quote a statement, and a configuration
   * may have long names.
   */
  private static final int MAX_LENGTH = 64 << 10;

  private final InputStream server;
  private final ResponseLimiter responseLimiter;
  private byte[] buffer = new byte[16 << 10];

  /**
   * What the driver may read, up to {@link #validEnd}; behind it what has come and was not looked
   * at.
   */
  private int begin;

  private int validEnd;
  private int end;
  private boolean loggedIn;

  public ValidatingInputStream(InputStream server, ResponseLimiter responseLimiter) {
    this.server = server;
    this.responseLimiter = responseLimiter;
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
    while (begin == validEnd) {
      if (!nextMessage()) {
        return -1;
      }
    }
    int count = Math.min(length, validEnd - begin);
    System.arraycopy(buffer, begin, target, offset, count);
    begin += count;
    return count;
  }

  @Override
  public int available() {
    return validEnd - begin;
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  /** False when the server has ended the connection. After a timeout it may be called again. */
  private boolean nextMessage() throws IOException {
    if (!fill(HEADER_LENGTH)) {
      return false;
    }
    char type = (char) (buffer[begin] & 0xFF);
    int messageLength = 1 + length(type);
    if (!fill(messageLength)) {
      return false;
    }
    validate(type, messageLength);
    return true;
  }

  private int length(char type) throws RejectedResponseException {
    if (!MessageValidator.isExpected(type, loggedIn)) {
      throw responseLimiter.reject(
          Reason.PROTOCOL_VIOLATION,
          type > ' ' && type < 127
              ? "sent a message of type '%c', which nobody asked for".formatted(type)
              : "sent a message of an unknown type");
    }
    int length = ByteBuffer.wrap(buffer, begin + 1, 4).getInt();
    if (length < 4) {
      throw responseLimiter.reject(
          Reason.PROTOCOL_VIOLATION, "announced a message without a length");
    }
    if (length > MAX_LENGTH && type == 'E' && !loggedIn && isPrintableAscii(length)) {
      throw responseLimiter.reject(
          Reason.FORK_FAILED, "could not start a process for the connection");
    }
    if (length > MAX_LENGTH) {
      throw responseLimiter.reject(
          Reason.TOO_LARGE, "announced a message of %,d bytes (type '%c')".formatted(length, type));
    }
    return length;
  }

  /**
   * A postmaster that cannot fork says so in the words of protocol 2, which has no lengths
   * (report_fork_failure_to_client in postmaster.c).
   */
  private static boolean isPrintableAscii(int length) {
    byte[] word = ByteBuffer.allocate(4).putInt(length).array();
    return IntStream.range(0, word.length).allMatch(i -> (word[i] & 0xFF) >= ' ' && word[i] != 127);
  }

  private void validate(char type, int messageLength) throws RejectedResponseException {
    ByteBuffer body = ByteBuffer.wrap(buffer, begin + HEADER_LENGTH, messageLength - HEADER_LENGTH);
    MessageValidator.Result result;
    try {
      result = MessageValidator.validate(type, body);
    } catch (RejectedResponseException malformed) {
      throw responseLimiter.reject(malformed.reason(), malformed.clause());
    }
    responseLimiter.memoryBytes(result.memoryBytes());
    switch (type) {
      case 'D' -> responseLimiter.countRow();
      case 'C', 'E' -> responseLimiter.countStatement();
      case 'Z' -> loggedIn = true;
      default -> {}
    }
    validEnd = begin + messageLength;
    begin = result.passToDriver() ? begin : validEnd;
  }

  /** Reads until {@code count} bytes behind {@link #begin} are there; false when no more come. */
  private boolean fill(int count) throws IOException {
    if (begin == end) {
      begin = 0;
      validEnd = 0;
      end = 0;
    }
    if (begin + count > buffer.length) {
      byte[] next = count > buffer.length ? new byte[MAX_LENGTH + 1] : buffer;
      System.arraycopy(buffer, begin, next, 0, end - begin);
      end -= begin;
      begin = 0;
      validEnd = 0;
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
