package dev.pgtether.audit.document;

/** What a row has to say in one column. */
public sealed interface Cell {

  Cell UNSEEN = new Unseen();
  Cell NONE = new None();

  /** A value; text from outside is not neutralised yet. */
  record Known(String text) implements Cell {}

  /** There is one, or may be, and a better look could tell: {@code ?}. */
  record Unseen() implements Cell {}

  /** There is none to know: {@code -}. */
  record None() implements Cell {}

  static Cell of(String text) {
    return new Known(text);
  }

  static Cell of(long number) {
    return new Known(Long.toString(number));
  }
}
