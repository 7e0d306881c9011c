package dev.pgtether.database;

/**
 * What a server may send in one exchange.
 *
 * @param bytes that the answers take up once the driver has read them, not their length
 * @param rows in the answer to one statement
 */
record Allowance(long bytes, int rows) {

  private static final long MIB = 1 << 20;

  /** Certificates, parameters, and a few answers of one row. */
  static final Allowance LOG_IN = new Allowance(MIB, 100);

  /**
   * A row of the activity takes up some 500 bytes, never more than 700 with the longest names that
   * a server allows unless it was built for longer ones (NAMEDATALEN).
   */
  static final Allowance READING = new Allowance(20 * MIB, ActivityReading.MOST_ROWS + 1);

  /**
   * As many bytes may come over the wire at most, TLS included: twice, for a message is never
   * shorter than what it takes up, and PostgreSQL fills its TLS records.
   */
  long wireBytes() {
    return 2 * bytes;
  }
}
