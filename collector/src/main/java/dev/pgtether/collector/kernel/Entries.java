package dev.pgtether.collector.kernel;

/**
 * Walks a directory's entries where the kernel put them ({@code struct linux_dirent64}), making no
 * strings.
 */
public final class Entries {

  // linux_dirent64: u64 d_ino, s64 d_off, u16 d_reclen, u8 d_type, char d_name[]
  private static final int LENGTH_AT = 16;
  private static final int NAME_AT = 19;

  private final Kernel kernel;
  private final int directory;
  private int end;
  private int next;
  private int current;
  private int error;

  public Entries(Kernel kernel, int directory) {
    this.kernel = kernel;
    this.directory = directory;
  }

  /** Moves to the next entry; false at the end, or when the kernel refuses ({@link #error}). */
  public boolean next() {
    if (next >= end) {
      int read = kernel.entries(directory);
      if (read <= 0) {
        error = -read;
        return false;
      }
      end = read;
      next = 0;
    }
    current = next;
    next +=
        (kernel.byteInEntries(current + LENGTH_AT) & 0xFF)
            | (kernel.byteInEntries(current + LENGTH_AT + 1) & 0xFF) << 8;
    return true;
  }

  /** The errno that ended the walk; 0 for a walk that came to its end. */
  public int error() {
    return error;
  }

  /** {@code d_ino}. */
  public long inode() {
    return kernel.longInEntries(current);
  }

  /** The name as a number; −1 when it is not one. */
  public int number() {
    int number = 0;
    int at = current + NAME_AT;
    for (byte c = kernel.byteInEntries(at); c != 0; c = kernel.byteInEntries(++at)) {
      if (c < '0' || c > '9') {
        return -1;
      }
      number = number * 10 + (c - '0');
    }
    return number;
  }

  /** Where the name stands, NUL-terminated: a path for the next call. */
  public long name() {
    return kernel.entriesAddress(current + NAME_AT);
  }

  /** The name as text. */
  public String nameText() {
    StringBuilder text = new StringBuilder();
    int at = current + NAME_AT;
    for (byte c = kernel.byteInEntries(at); c != 0; c = kernel.byteInEntries(++at)) {
      text.append((char) (c & 0xFF));
    }
    return text.toString();
  }
}
