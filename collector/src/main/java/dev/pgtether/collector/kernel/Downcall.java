package dev.pgtether.collector.kernel;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** {@code syscall(2)} of the C library, with its errno, by the foreign function API. */
final class Downcall {

  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final int ERRNO_AT = (int) STATE.byteOffset(PathElement.groupElement("errno"));

  // Not a critical call: a filtered dump can be 5 ms in one recv and would hold back every
  // safepoint.
  private static final MethodHandle SYSCALL =
      Linker.nativeLinker()
          .downcallHandle(
              Linker.nativeLinker().defaultLookup().findOrThrow("syscall"),
              FunctionDescriptor.of(
                  JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
                  JAVA_LONG),
              Linker.Option.firstVariadicArg(1),
              Linker.Option.captureCallState("errno"));

  private final MemorySegment state;
  private final ByteBuffer errno;

  Downcall(Arena arena) {
    state = arena.allocate(STATE);
    errno = state.asByteBuffer().order(ByteOrder.nativeOrder());
  }

  /** What the kernel answers: a value that is not negative, or the negated errno. */
  long call(long number, long a, long b, long c, long d, long e, long f) {
    try {
      long result = (long) SYSCALL.invokeExact(state, number, a, b, c, d, e, f);
      return result != -1 ? result : -errno.getInt(ERRNO_AT);
    } catch (RuntimeException | Error thrown) {
      throw thrown;
    } catch (Throwable impossible) {
      throw new AssertionError("a downcall threw a checked exception", impossible);
    }
  }
}
