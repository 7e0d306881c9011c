package dev.pgtether.database;

import dev.pgtether.database.RefusedAnswer.Kind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * One message from a server: whether it is made as the protocol says ("Message Formats"), and what
 * it takes up once the driver has read it. The driver takes every length in it on trust, also those
 * that do not fit the message's own.
 */
final class MessageShape {

  /** The audit's statements have 17 columns at most. */
  private static final int MOST_COLUMNS = 64;

  /** NAMEDATALEN is 64; a version may be longer. */
  private static final int LONGEST_FIELD = 256;

  private static final int AUTHENTICATION_OK = 0;
  private static final int AUTHENTICATION_CLEARTEXT = 3;
  private static final int AUTHENTICATION_MD5 = 5;
  private static final int AUTHENTICATION_SASL = 10;

  /** Objects of the driver about one message, but for rows; an error brings its stack trace. */
  private static final int PER_MESSAGE = 256;

  private static final int PER_ERROR = 4 << 10;
  private static final int PER_COLUMN = 128;

  /** A tuple, its array, and its place in the list (16-byte headers, to be on the safe side). */
  private static final int PER_ROW = 64;

  /** "protocol-flow.html#PROTOCOL-ASYNC": all that a server reports; the driver keeps each name. */
  private static final Set<String> REPORTED =
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

  private MessageShape(char type, ByteBuffer body) {
    this.type = type;
    this.body = body;
  }

  /** What is to be done with a message. */
  record Verdict(boolean passed, long takesUp) {}

  /** The message's type is one that a server may send to an audit now. */
  static boolean isExpected(char type, boolean loggedIn) {
    return (loggedIn ? "ENSZATDC123nstI" : "ENSZRKv").indexOf(type) >= 0;
  }

  /**
   * @param body without type and length
   * @throws RefusedAnswer when it is made in another way than the protocol says
   */
  static Verdict of(char type, ByteBuffer body) throws RefusedAnswer {
    try {
      MessageShape message = new MessageShape(type, body);
      Verdict verdict = message.read();
      message.require(!body.hasRemaining());
      return verdict;
    } catch (java.nio.BufferUnderflowException tooShort) {
      throw unfit(type);
    }
  }

  private Verdict read() throws RefusedAnswer {
    int length = body.remaining();
    return switch (type) {
      case 'D' -> new Verdict(true, row());
      case 'T' -> new Verdict(true, PER_MESSAGE + 2L * length + (long) PER_COLUMN * columns());
      case 'E' -> new Verdict(true, PER_ERROR + 4L * skip(length));
      // Nobody reads notices and notifications, and the driver would keep them.
      case 'N', 'A' -> new Verdict(false, PER_MESSAGE + (long) skip(length));
      case 'S' -> new Verdict(isReportedParameter(), PER_MESSAGE + 4L * length);
      default -> new Verdict(true, PER_MESSAGE + 4L * small(length));
    };
  }

  /** Gives {@code length}. */
  private int small(int length) throws RefusedAnswer {
    switch (type) {
      case 'R' -> authentication();
      case 'K' -> {
        require(length >= 8 && length <= 4 + 256); // BackendKeyData, longer keys from 3.2 on
        skip(length);
      }
      case 'v' -> {
        body.getInt();
        strings(body.getInt());
      }
      case 'Z' -> body.get();
      case 'C' -> strings(1);
      case 't' -> skip(Math.multiplyExact(4, columnCount()));
      default -> require(length == 0); // '1', '2', '3', 'n', 's', 'I'
    }
    return length;
  }

  private long row() throws RefusedAnswer {
    int columns = columnCount();
    long takesUp = PER_ROW + 4L * columns;
    for (int i = 0; i < columns; i++) {
      int length = body.getInt();
      if (length != -1) { // NULL
        require(length >= 0 && length <= LONGEST_FIELD);
        skip(length);
        takesUp += 16 + ((length + 7) & ~7);
      }
    }
    return takesUp;
  }

  /** Gives how many there are. */
  private int columns() throws RefusedAnswer {
    int columns = columnCount();
    for (int i = 0; i < columns; i++) {
      string();
      skip(4 + 2 + 4 + 2 + 4 + 2);
    }
    return columns;
  }

  private int columnCount() throws RefusedAnswer {
    int columns = body.getShort() & 0xFFFF;
    require(columns <= MOST_COLUMNS);
    return columns;
  }

  private boolean isReportedParameter() throws RefusedAnswer {
    String name = string();
    string();
    return REPORTED.contains(name);
  }

  private void authentication() throws RefusedAnswer {
    switch (body.getInt()) {
      case AUTHENTICATION_OK, AUTHENTICATION_CLEARTEXT -> {}
      case AUTHENTICATION_MD5 -> skip(4);
      case AUTHENTICATION_SASL -> {
        do {
          string();
        } while (body.get(body.position()) != 0);
        body.get();
      }
      default -> skip(body.remaining());
    }
  }

  private void strings(int count) throws RefusedAnswer {
    for (int i = 0; i < count; i++) {
      string();
    }
  }

  private String string() throws RefusedAnswer {
    int begin = body.position();
    while (body.get() != 0) {
      // up to its end
    }
    int length = body.position() - 1 - begin;
    return new String(body.array(), body.arrayOffset() + begin, length, StandardCharsets.UTF_8);
  }

  /** Gives {@code bytes}. */
  private int skip(int bytes) throws RefusedAnswer {
    require(bytes >= 0 && bytes <= body.remaining());
    body.position(body.position() + bytes);
    return bytes;
  }

  private void require(boolean condition) throws RefusedAnswer {
    if (!condition) {
      throw unfit(type);
    }
  }

  private static RefusedAnswer unfit(char type) {
    return new RefusedAnswer(
        Kind.NOT_THE_PROTOCOL,
        "sent a message of type '%c' that is not made as it says".formatted(type));
  }
}
