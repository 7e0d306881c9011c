package dev.pgtether.database.protocol;

/**
 * What a server may send in one exchange.
 *
 * @param bytes that the answers take up once the driver has read them, not their length
 * @param rows in the answer to one statement
 */
public record ResponseLimits(long bytes, int rows) {

  private static final long MIB = 1 << 20;

  /** Certificates, parameters, and a few answers of one row. */
  public static final ResponseLimits LOGIN = new ResponseLimits(MIB, 100);

  /**
   * The most rows that an activity may have. More is not a server's answer: each row would be a
   * process.
   */
  public static final int MAX_ACTIVITY_ROWS = 30_000;

  /**
   * A row of the activity takes up some 500 bytes, never more than 700 with the longest names that
   * a server allows unless it was built for longer ones (NAMEDATALEN).
   */
  public static final ResponseLimits ACTIVITY = new ResponseLimits(20 * MIB, MAX_ACTIVITY_ROWS + 1);

  /**
   * As many bytes may come over the wire at most, TLS included: twice, for a message is never
   * shorter than what it takes up, and PostgreSQL fills its TLS records.
   */
  long wireBytes() {
    return 2 * bytes;
  }
}
