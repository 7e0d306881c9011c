package dev.pgtether.cli;

import java.io.EOFException;
import java.io.IOException;
import org.jline.utils.NonBlockingReader;

/** A key that a watch obeys. */
enum Key {
  QUIT,
  NOW,
  UP,
  DOWN,
  PAGE_UP,
  PAGE_DOWN,
  OTHER;

  private static final int ESCAPE = 0x1B;
  private static final int END_OF_TEXT = 0x03; // Ctrl-C where the terminal sends no signal for it

  /** The rest of an escape sequence comes at once; after this it was the Escape key alone. */
  private static final long SEQUENCE_MILLIS = 50;

  private static final int LONGEST_PARAMETER = 16;

  /**
   * Waits for a key.
   *
   * @throws IOException when the terminal is gone
   */
  static Key read(NonBlockingReader keys) throws IOException {
    int first = keys.read();
    if (first < 0) {
      throw new EOFException("the terminal is gone");
    }
    return switch (first) {
      case 'q', 'Q', END_OF_TEXT -> QUIT;
      case ' ' -> NOW;
      case 'k' -> UP;
      case 'j' -> DOWN;
      case 'b' -> PAGE_UP;
      case 'f' -> PAGE_DOWN;
      case ESCAPE -> sequence(keys);
      default -> OTHER;
    };
  }

  /** {@code ESC [ A}, {@code ESC O A}, {@code ESC [ 5 ~}. */
  private static Key sequence(NonBlockingReader keys) throws IOException {
    int introducer = keys.read(SEQUENCE_MILLIS);
    if (introducer != '[' && introducer != 'O') {
      return OTHER;
    }
    StringBuilder parameter = new StringBuilder();
    int last = keys.read(SEQUENCE_MILLIS);
    while (last >= '0' && last <= '?' && parameter.length() < LONGEST_PARAMETER) {
      parameter.append((char) last);
      last = keys.read(SEQUENCE_MILLIS);
    }
    return switch (last) {
      case 'A' -> UP;
      case 'B' -> DOWN;
      case '~' ->
          switch (parameter.toString()) {
            case "5" -> PAGE_UP;
            case "6" -> PAGE_DOWN;
            default -> OTHER;
          };
      default -> OTHER;
    };
  }
}
