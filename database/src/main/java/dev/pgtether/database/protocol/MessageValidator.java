package dev.pgtether.database.protocol;

import dev.pgtether.database.protocol.RejectedResponseException.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * One message from a server: whether it is made as the protocol says ("Message Formats"), and what
 * it takes up once the driver has read it. The driver takes every length in it on trust, also those
 * that do not fit the message's own.
 */
final class MessageValidator {

  /** The audit's statements have 17 columns at most. */
  private static final int MAX_COLUMNS = 64;

  /** NAMEDATALEN is 64; a version may be longer. */
  private static final int MAX_FIELD_LENGTH = 256;

  private static final int AUTHENTICATION_OK = 0;
  private static final int AUTHENTICATION_CLEARTEXT = 3;
  private static final int AUTHENTICATION_MD5 = 5;
  private static final int AUTHENTICATION_SASL = 10;

  /** Objects of the driver about one message, but for rows; an error brings its stack trace. */
  private static final int BYTES_PER_MESSAGE = 256;

  private static final int BYTES_PER_ERROR = 4 << 10;
  private static final int BYTES_PER_COLUMN = 128;

  /** A tuple, its array, and its place in the list (16-byte headers, to be on the safe side). */
  private static final int BYTES_PER_ROW = 64;

  /** "protocol-flow.html#PROTOCOL-ASYNC": all that a server reports; the driver keeps each name. */
  private static final Set<String> REPORTED_PARAMETERS =
      Set.of(
          "application_name",
          "client_encoding",
          "DateStyle",
          "default_transaction_read_only",
          "in_hot_standby",
          "integer_datetimes",
          "IntervalStyle",
          "is_superuser",
          "scram_iterations",
          "search_path",
          "server_encoding",
          "server_version",
          "session_authorization",
          "standard_conforming_strings",
          "TimeZone");

  private final char type;
  private final ByteBuffer body;

  private MessageValidator(char type, ByteBuffer body) {
    this.type = type;
    this.body = body;
  }

  /** What is to be done with a message. */
  record Result(boolean passToDriver, long memoryBytes) {}

  /** The message's type is one that a server may send to an audit now. */
  static boolean isExpected(char type, boolean loggedIn) {
    return (loggedIn ? "ENSZATDC123nstI" : "ENSZRKv").indexOf(type) >= 0;
  }

  /**
   * @param body without type and length
   * @throws RejectedResponseException when it is made in another way than the protocol says
   */
  static Result validate(char type, ByteBuffer body) throws RejectedResponseException {
    try {
      MessageValidator message = new MessageValidator(type, body);
      Result result = message.readBody();
      message.require(!body.hasRemaining());
      return result;
    } catch (java.nio.BufferUnderflowException tooShort) {
      throw malformed(type);
    }
  }

  private Result readBody() throws RejectedResponseException {
    int length = body.remaining();
    return switch (type) {
      case 'D' -> new Result(true, rowMemory());
      case 'T' ->
          new Result(
              true, BYTES_PER_MESSAGE + 2L * length + (long) BYTES_PER_COLUMN * readColumns());
      case 'E' -> new Result(true, BYTES_PER_ERROR + 4L * skip(length));
      // Nobody reads notices and notifications, and the driver would keep them.
      case 'N', 'A' -> new Result(false, BYTES_PER_MESSAGE + (long) skip(length));
      case 'S' -> new Result(isReportedParameter(), BYTES_PER_MESSAGE + 4L * length);
      default -> new Result(true, BYTES_PER_MESSAGE + 4L * readSmallMessage(length));
    };
  }

  /** Gives {@code length}. */
  private int readSmallMessage(int length) throws RejectedResponseException {
    switch (type) {
      case 'R' -> readAuthentication();
      case 'K' -> {
        require(length >= 8 && length <= 4 + 256); // BackendKeyData, longer keys from 3.2 on
        skip(length);
      }
      case 'v' -> {
        body.getInt();
        readStrings(body.getInt());
      }
      case 'Z' -> body.get();
      case 'C' -> readStrings(1);
      case 't' -> skip(Math.multiplyExact(4, columnCount()));
      default -> require(length == 0); // '1', '2', '3', 'n', 's', 'I'
    }
    return length;
  }

  private long rowMemory() throws RejectedResponseException {
    int columns = columnCount();
    long memoryBytes = BYTES_PER_ROW + 4L * columns;
    for (int i = 0; i < columns; i++) {
      int length = body.getInt();
      if (length != -1) { // NULL
        require(length >= 0 && length <= MAX_FIELD_LENGTH);
        skip(length);
        memoryBytes += 16 + ((length + 7) & ~7);
      }
    }
    return memoryBytes;
  }

  /** Gives how many there are. */
  private int readColumns() throws RejectedResponseException {
    int columns = columnCount();
    for (int i = 0; i < columns; i++) {
      readString();
      skip(4 + 2 + 4 + 2 + 4 + 2);
    }
    return columns;
  }

  private int columnCount() throws RejectedResponseException {
    int columns = body.getShort() & 0xFFFF;
    require(columns <= MAX_COLUMNS);
    return columns;
  }

  private boolean isReportedParameter() throws RejectedResponseException {
    String name = readString();
    readString();
    return REPORTED_PARAMETERS.contains(name);
  }

  private void readAuthentication() throws RejectedResponseException {
    switch (body.getInt()) {
      case AUTHENTICATION_OK, AUTHENTICATION_CLEARTEXT -> {}
      case AUTHENTICATION_MD5 -> skip(4);
      case AUTHENTICATION_SASL -> {
        do {
          readString();
        } while (body.get(body.position()) != 0);
        body.get();
      }
      default -> skip(body.remaining());
    }
  }

  private void readStrings(int count) throws RejectedResponseException {
    for (int i = 0; i < count; i++) {
      readString();
    }
  }

  private String readString() throws RejectedResponseException {
    int begin = body.position();
    while (body.get() != 0) {
      // up to its end
    }
    int length = body.position() - 1 - begin;
    return new String(body.array(), body.arrayOffset() + begin, length, StandardCharsets.UTF_8);
  }

  /** Gives {@code bytes}. */
  private int skip(int bytes) throws RejectedResponseException {
    require(bytes >= 0 && bytes <= body.remaining());
    body.position(body.position() + bytes);
    return bytes;
  }

  private void require(boolean condition) throws RejectedResponseException {
    if (!condition) {
      throw malformed(type);
    }
  }

  private static RejectedResponseException malformed(char type) {
    return new RejectedResponseException(
        Reason.PROTOCOL_VIOLATION,
        "sent a message of type '%c' that is not made as it says".formatted(type));
  }
}
