package dev.pgtether.collector.process;

import dev.pgtether.collector.kernel.Entries;
import dev.pgtether.collector.kernel.Kernel;
import dev.pgtether.collector.kernel.Kernel.FileFacts;
import dev.pgtether.collector.kernel.KernelException;
import org.jspecify.annotations.Nullable;

/** A mounted {@code /proc}, held by its directory. */
public final class ProcFileSystem implements AutoCloseable {

  private static final byte[] NOTHING = {};
  private static final byte[] NETWORK_LINK = {'/', 'n', 's', '/', 'n', 'e', 't'};
  private static final long NET_KIND = 0x3a74656eL; // "net:", which "[4026531833]" follows

  private final Kernel kernel;
  private final int directory;

  /**
   * Opens the process file system that is mounted at {@code root}.
   *
   * @throws KernelException when there is none
   */
  public ProcFileSystem(Kernel kernel, String root) {
    this.kernel = kernel;
    directory = kernel.openDirectory(Kernel.HERE, kernel.path(root));
    if (directory < 0) {
      throw new KernelException(
          "opening " + root, -directory, "mount the process file system there");
    }
  }

  /** The processes that can be seen now, by ascending pid. */
  public ProcessList processes() {
    ProcessList list = new ProcessList();
    kernel.rewind(directory);
    Entries entries = new Entries(kernel, directory);
    while (entries.next()) {
      int pid = entries.number();
      if (pid > 0) {
        list.add(pid, entries.inode());
      }
    }
    return list;
  }

  /** Takes hold of a process; null when it is gone or hidden. */
  public @Nullable LiveProcess open(int pid) {
    int opened = kernel.open(directory, kernel.path(NOTHING, pid, NOTHING), Kernel.PATH_ONLY);
    return opened < 0 ? null : new LiveProcess(kernel, pid, opened);
  }

  /**
   * The inode number of a process's network namespace; −1 when that may not be read, or the process
   * is gone.
   */
  public long networkNamespace(int pid) {
    int length = kernel.readLink(directory, kernel.path(NOTHING, pid, NETWORK_LINK));
    return length < 0 ? -1 : kernel.linkNumber(length, NET_KIND, 4, 1);
  }

  /**
   * A number that processes of one network namespace share and others do not, and that needs no
   * right: the inode of {@code net/dev}, which the kernel numbers once a namespace (proc_alloc_inum
   * in fs/proc/generic.c). −1 when the process is gone.
   */
  public long networkMark(String pid) {
    FileFacts facts = kernel.facts(directory, kernel.path(pid + "/net/dev"));
    return facts == null ? -1 : facts.inode();
  }

  /** A file's bytes, at most 64 KiB of them; null when it cannot be read. */
  public byte @Nullable [] file(String path) {
    return LiveProcess.readFile(kernel, directory, path);
  }

  /** The text of a symbolic link; null when it cannot be read. */
  public @Nullable String link(String path) {
    int length = kernel.readLink(directory, kernel.path(path));
    return length < 0 ? null : kernel.linkText(length);
  }

  /** The inode number of a namespace such as {@code self/ns/pid}; −1 when it cannot be read. */
  public long namespace(String path) {
    String text = link(path);
    int open = text == null ? -1 : text.indexOf('[');
    return text == null || open < 0
        ? -1
        : Long.parseLong(text.substring(open + 1, text.length() - 1));
  }

  @Override
  public void close() {
    kernel.close(directory);
  }
}
