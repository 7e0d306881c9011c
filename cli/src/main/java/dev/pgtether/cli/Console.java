package dev.pgtether.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/**
 * What the program is connected to.
 *
 * @param out where documents go, UTF-8
 * @param err where complaints go, UTF-8
 * @param home the user's home directory
 * @param terminalColumns how wide the terminal behind {@code out} is; 0 when there is none
 * @param keyboard standard input is a terminal, so that keys can be read from it
 */
record Console(
    PrintStream out,
    PrintStream err,
    Map<String, String> environment,
    Path home,
    IntSupplier terminalColumns,
    BooleanSupplier keyboard) {

  private static final int BUFFER = 1 << 16;

  /** This process's own. */
  static Console ofProcess() {
    return ofProcess(Outlet.onto(FileDescriptor.out));
  }

  /** This process's own, its documents through {@code out}. */
  static Console ofProcess(Outlet out) {
    Map<String, String> environment = System.getenv();
    return new Console(
        stream(out),
        stream(Outlet.onto(FileDescriptor.err)),
        environment,
        Path.of(System.getProperty("user.home", "/")),
        () -> TerminalSize.columnsOfStandardOutput(environment),
        TerminalSize::isStandardInputTerminal);
  }

  private static PrintStream stream(Outlet outlet) {
    return new PrintStream(new BufferedOutputStream(outlet, BUFFER), false, StandardCharsets.UTF_8);
  }

  /** {@code pgtether: what}, and under it the hint. */
  void complain(String what, String hint) {
    out.flush();
    err.println("pgtether: " + what);
    if (!hint.isEmpty()) {
      err.println("  hint: " + hint);
    }
    err.flush();
  }

  /** Nobody reads the output any more, as when it was piped into {@code head}. */
  boolean isClosed() {
    return out.checkError();
  }
}
