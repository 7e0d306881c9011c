package dev.pgtether.audit.document;

/**
 * How a table is drawn.
 *
 * @param width columns of the terminal; {@link #UNBOUNDED} draws everything in full
 * @param colour with ANSI colours
 * @param marks with a column in front for what changed
 * @param explain each row followed by the sentences of its evidence
 */
public record TableStyle(int width, boolean colour, boolean marks, boolean explain) {

  /** No terminal, so nothing is cut. */
  public static final int UNBOUNDED = Integer.MAX_VALUE;

  /** For files and pipes. */
  public static final TableStyle PLAIN = new TableStyle(UNBOUNDED, false, false, false);
}
