package dev.pgtether.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A standard stream that remembers how it failed: {@link java.io.PrintStream} only says that it
 * did.
 */
final class Outlet extends FilterOutputStream {

  private @Nullable IOException failure;

  private Outlet(OutputStream stream) {
    super(stream);
  }

  static Outlet onto(FileDescriptor descriptor) {
    return new Outlet(new FileOutputStream(descriptor));
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      out.write(bytes, offset, length);
    } catch (IOException failed) {
      if (failure == null) {
        failure = failed;
      }
      throw failed;
    }
  }

  /** Why output was lost; null when none was, or when its reader has had enough (EPIPE). */
  @Nullable String loss() {
    String why = failure == null ? null : String.valueOf(failure.getMessage());
    return why == null || why.contains("Broken pipe") ? null : why;
  }
}
