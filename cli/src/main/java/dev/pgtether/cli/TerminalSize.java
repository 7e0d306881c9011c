package dev.pgtether.cli;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Map;

/**
 * The size of the terminal behind standard output, asked of the kernel: {@code stty} and {@code
 * tput} would be a process each, and {@link System#console} looks at standard input too.
 */
final class TerminalSize {

  /** Where a terminal does not say how wide it is (a serial line, some editors). */
  private static final int USUAL = 80;

  /** {@code TIOCGWINSZ}, asm-generic/ioctls.h. */
  private static final long GET_WINDOW_SIZE = 0x5413;

  /** {@code struct winsize}: rows, columns, and two more, 16 bits each. */
  private static final int WINDOW_SIZE_BYTES = 8;

  private TerminalSize() {}

  /** Columns; 0 when standard output is no terminal. */
  static int columnsOfStandardOutput(Map<String, String> environment) {
    int columns = ask(1);
    return columns == 0 ? columnsOf(environment, USUAL) : Math.max(columns, 0);
  }

  /** Standard input is a terminal. */
  static boolean isStandardInputTerminal() {
    return ask(0) >= 0;
  }

  /** {@code COLUMNS}, or {@code otherwise}. */
  static int columnsOf(Map<String, String> environment, int otherwise) {
    String columns = environment.getOrDefault("COLUMNS", "");
    return columns.matches("[1-9][0-9]{1,3}") ? Integer.parseInt(columns) : otherwise;
  }

  /**
   * The columns of the terminal behind a descriptor; 0 when it has none to tell, -1 without one.
   */
  private static int ask(int descriptor) {
    Linker linker = Linker.nativeLinker();
    try (Arena arena = Arena.ofConfined()) {
      MethodHandle ioctl =
          linker.downcallHandle(
              linker.defaultLookup().findOrThrow("ioctl"),
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT,
                  ValueLayout.JAVA_INT,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.ADDRESS),
              Linker.Option.firstVariadicArg(2));
      MemorySegment size = arena.allocate(WINDOW_SIZE_BYTES);
      int answer = (int) ioctl.invokeExact(descriptor, GET_WINDOW_SIZE, size);
      return answer == 0 ? Short.toUnsignedInt(size.get(ValueLayout.JAVA_SHORT, 2)) : -1;
    } catch (Throwable unknown) {
      return -1; // no such call here: then nothing is cut and nothing is coloured
    }
  }
}
