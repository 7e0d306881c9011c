package dev.pgtether.testkit.bench;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Set;

/**
 * A command from {@code posix_spawn} to {@code waitpid}, its standard output thrown away.
 *
 * <p>Not by {@link ProcessBuilder}: that starts a program of its own first, reads pipes and has a
 * thread wait, and all of it would be charged to the command.
 */
final class Spawn {

  private static final AddressLayout POINTER = ValueLayout.ADDRESS;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final MethodHandle SPAWN =
      handle("posix_spawn", INT, POINTER, POINTER, POINTER, POINTER, POINTER, POINTER);
  private static final MethodHandle WAIT = handle("waitpid", INT, INT, POINTER, INT);
  private static final MethodHandle ACTIONS_INIT =
      handle("posix_spawn_file_actions_init", INT, POINTER);
  private static final MethodHandle ACTIONS_OPEN =
      handle("posix_spawn_file_actions_addopen", INT, POINTER, INT, POINTER, INT, INT);

  /** {@code posix_spawn_file_actions_t} has 80 bytes in glibc and in musl. */
  private static final int ACTIONS_SIZE = 256;

  /** A signal of the JVM's own may interrupt a wait. */
  private static final int WAITS = 1000;

  private final List<String> command;
  private final Set<Integer> accepted;

  /** The first word of {@code command} is a path. */
  Spawn(List<String> command, Set<Integer> acceptedExitCodes) {
    this.command = List.copyOf(command);
    accepted = Set.copyOf(acceptedExitCodes);
  }

  Spawn(List<String> command) {
    this(command, Set.of(0));
  }

  /**
   * Runs it once.
   *
   * @return nanoseconds
   * @throws IllegalStateException when it cannot be started or fails
   */
  double run() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment path = arena.allocateFrom(command.getFirst());
      MemorySegment arguments = strings(arena, command);
      MemorySegment environment =
          strings(
              arena,
              System.getenv().entrySet().stream()
                  .map(variable -> variable.getKey() + "=" + variable.getValue())
                  .toList());
      MemorySegment actions = nullInputAndOutput(arena);
      MemorySegment pid = arena.allocate(INT);
      MemorySegment status = arena.allocate(INT);
      long begin = System.nanoTime();
      int error =
          (int) SPAWN.invokeExact(pid, path, actions, MemorySegment.NULL, arguments, environment);
      if (error != 0) {
        throw new IllegalStateException("could not start " + command + ": errno " + error);
      }
      await(pid.get(INT, 0), status);
      long end = System.nanoTime();
      check(status.get(INT, 0));
      return end - begin;
    } catch (RuntimeException | Error thrown) {
      throw thrown;
    } catch (Throwable impossible) {
      throw new AssertionError("a downcall threw a checked exception", impossible);
    }
  }

  private void await(int pid, MemorySegment status) throws Throwable {
    for (int wait = 0; wait < WAITS; wait++) {
      if ((int) WAIT.invokeExact(pid, status, 0) == pid) {
        return;
      }
    }
    throw new IllegalStateException(command + ", process " + pid + ", could not be waited for");
  }

  /** {@code WIFEXITED} and {@code WEXITSTATUS} of wait(2). */
  private void check(int status) {
    int signal = status & 0x7f;
    int code = status >> 8 & 0xff;
    if (signal != 0 || !accepted.contains(code)) {
      throw new IllegalStateException(
          command + " ended with " + (signal != 0 ? "signal " + signal : "exit code " + code));
    }
  }

  private static MemorySegment nullInputAndOutput(Arena arena) throws Throwable {
    MemorySegment actions = arena.allocate(ACTIONS_SIZE, 16);
    MemorySegment devNull = arena.allocateFrom("/dev/null");
    int readOnly = 0;
    int writeOnly = 1;
    int error = (int) ACTIONS_INIT.invokeExact(actions);
    error |= (int) ACTIONS_OPEN.invokeExact(actions, 0, devNull, readOnly, 0);
    error |= (int) ACTIONS_OPEN.invokeExact(actions, 1, devNull, writeOnly, 0);
    if (error != 0) {
      throw new IllegalStateException("posix_spawn_file_actions: errno " + error);
    }
    return actions;
  }

  private static MemorySegment strings(Arena arena, List<String> texts) {
    MemorySegment array = arena.allocate(POINTER, texts.size() + 1L);
    for (int i = 0; i < texts.size(); i++) {
      array.setAtIndex(POINTER, i, arena.allocateFrom(texts.get(i)));
    }
    return array;
  }

  private static MethodHandle handle(String name, MemoryLayout result, MemoryLayout... arguments) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, arguments));
  }
}
