package dev.pgtether.collector.process;

import dev.pgtether.collector.kernel.Kernel;
import dev.pgtether.collector.kernel.Kernel.FileFacts;
import org.jspecify.annotations.Nullable;

/**
 * A process held by its directory in {@code /proc}. The kernel binds that directory to the process
 * and not to its number: whatever is read through it is of this process, or cannot be read, also
 * when the pid is reused.
 */
public final class LiveProcess implements AutoCloseable {

  private final Kernel kernel;
  private final int pid;
  private int directory;
  private int command = -1;
  private long startTicks = -1;
  private @Nullable String container;
  private boolean containerRead;

  LiveProcess(Kernel kernel, int pid, int directory) {
    this.kernel = kernel;
    this.pid = pid;
    this.directory = directory;
  }

  public int pid() {
    return pid;
  }

  int directory() {
    return directory;
  }

  /** Null when the process is gone. */
  public @Nullable ProcessStat stat() {
    byte[] line = file("stat");
    return line == null ? null : ProcessStat.parse(line);
  }

  /** When it started, in ticks after boot; −1 when it is gone and this was not asked before. */
  long startTicks() {
    if (startTicks < 0) {
      ProcessStat stat = stat();
      startTicks = stat == null ? -1 : stat.startTicks();
    }
    return startTicks;
  }

  /** Its effective user; −1 when it is gone. */
  int uid() {
    FileFacts facts = kernel.facts(directory, kernel.path(""));
    return facts == null ? -1 : facts.uid();
  }

  /** Opens one of its namespaces, as {@code ns/net}; or the negated errno. */
  public int openNamespace(String name) {
    return kernel.open(directory, kernel.path("ns/" + name), 0);
  }

  /** A file of it, at most 64 KiB; null when it is gone or the file may not be read. */
  public byte @Nullable [] file(String name) {
    return readFile(kernel, directory, name);
  }

  /**
   * {@code comm}, asked for now: a program may change it, and exec does. Null when the process is
   * gone.
   */
  @Nullable String command() {
    if (command < 0) {
      command = kernel.open(directory, kernel.path("comm"), 0);
    }
    if (command < 0) {
      return null;
    }
    int length = kernel.read(command);
    if (length <= 0) {
      return null;
    }
    byte[] bytes = new byte[length];
    kernel.copyData(bytes, length);
    return ProcessText.line(bytes);
  }

  /** The container it runs in; a process does not change it while it holds a connection. */
  @Nullable String container() {
    if (!containerRead) {
      byte[] cgroups = file("cgroup");
      container = cgroups == null ? null : Containers.idIn(ProcessText.text(cgroups));
      containerRead = true;
    }
    return container;
  }

  static byte @Nullable [] readFile(Kernel kernel, int directory, String path) {
    int opened = kernel.open(directory, kernel.path(path), 0);
    if (opened < 0) {
      return null;
    }
    int length = kernel.read(opened);
    kernel.close(opened);
    if (length < 0) {
      return null;
    }
    byte[] bytes = new byte[length];
    kernel.copyData(bytes, length);
    return bytes;
  }

  @Override
  public void close() {
    if (directory >= 0) {
      kernel.close(directory);
      directory = -1;
    }
    if (command >= 0) {
      kernel.close(command);
      command = -1;
    }
  }
}
