package dev.pgtether.collector.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The Linux kernel by {@code syscall(2)}: one shape of call for everything, into one block of
 * native memory that is reused. For one thread at a time.
 *
 * <p>A call answers what the kernel answers: a value that is not negative, or the negated errno.
 */
public final class Kernel implements AutoCloseable {

  /** {@code AT_FDCWD}. */
  public static final int HERE = -100;

  /** {@code O_CLOEXEC}: nothing that is opened here leaks into a child of the JVM. */
  public static final int CLOSE_ON_EXEC = 0x8_0000;

  /** {@code O_PATH}: a place in the tree, without the right to read it. */
  public static final int PATH_ONLY = 0x20_0000;

  private static final int PATH_AT = 0;
  private static final int PATH_SIZE = 512;
  private static final int LINK_AT = PATH_AT + PATH_SIZE;
  private static final int LINK_SIZE = 512;
  private static final int REQUEST_AT = LINK_AT + LINK_SIZE;
  private static final int REQUEST_SIZE = 15 * 1024;
  private static final int DATA_AT = REQUEST_AT + REQUEST_SIZE;
  private static final int DATA_SIZE = 64 * 1024;
  private static final int ENTRIES_AT = DATA_AT + DATA_SIZE;
  private static final int ENTRIES_SIZE = 32 * 1024;

  private final Architecture architecture;
  private final Arena arena = Arena.ofShared();
  private final Downcall downcall = new Downcall(arena);
  private final MemorySegment block = arena.allocate(ENTRIES_AT + ENTRIES_SIZE, 64);
  private final long address = block.address();

  // As a buffer: the first compiler, which is all that a short-lived program gets to know, makes
  // plain loads and stores of its accesses, and calls of a segment's.
  private final ByteBuffer memory = block.asByteBuffer().order(ByteOrder.nativeOrder());

  public Kernel(Architecture architecture) {
    this.architecture = architecture;
  }

  /**
   * Any system call; addresses are those of {@link #path}, {@link #request} and the other areas.
   */
  public long call(SystemCall call, long a, long b, long c, long d, long e, long f) {
    return downcall.call(call.number(architecture), a, b, c, d, e, f);
  }

  private long call(SystemCall call, long a, long b, long c, long d) {
    return call(call, a, b, c, d, 0, 0);
  }

  /**
   * Writes a path into this kernel's memory; the address is good until the next path is written.
   */
  public long path(String path) {
    byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
    if (bytes.length >= PATH_SIZE) {
      throw new IllegalArgumentException("a path of more than " + PATH_SIZE + " bytes: " + path);
    }
    memory.put(PATH_AT, bytes, 0, bytes.length);
    memory.put(PATH_AT + bytes.length, (byte) 0);
    return address + PATH_AT;
  }

  /**
   * Writes {@code before}, a number in decimal and {@code after} as a path, without making a string
   * of it.
   */
  public long path(byte[] before, long number, byte[] after) {
    int at = PATH_AT;
    memory.put(at, before);
    at += before.length;
    int digits = 1;
    for (long rest = number / 10; rest > 0; rest /= 10) {
      digits++;
    }
    long rest = number;
    for (int i = digits - 1; i >= 0; i--) {
      memory.put(at + i, (byte) ('0' + rest % 10));
      rest /= 10;
    }
    at += digits;
    memory.put(at, after);
    memory.put(at + after.length, (byte) 0);
    return address + PATH_AT;
  }

  /** Opens read-only and close-on-exec, with {@code flags} beside. */
  public int open(int directory, long path, int flags) {
    return (int) call(SystemCall.OPENAT, directory, path, flags | CLOSE_ON_EXEC, 0);
  }

  /** Opens a directory for {@link #entries}. */
  public int openDirectory(int directory, long path) {
    return open(directory, path, architecture.directoryFlag());
  }

  public void close(int descriptor) {
    call(SystemCall.CLOSE, descriptor, 0, 0, 0);
  }

  /** The next entries of an open directory, as {@link Entries} reads them; 0 at its end. */
  public int entries(int directory) {
    return (int) call(SystemCall.GETDENTS64, directory, address + ENTRIES_AT, ENTRIES_SIZE, 0);
  }

  /** Back to a directory's first entry. */
  public void rewind(int directory) {
    call(SystemCall.LSEEK, directory, 0, 0, 0);
  }

  /**
   * Reads from the start of a file into the data area: its length, at most 64 KiB, or the negated
   * errno.
   */
  public int read(int descriptor) {
    return (int) call(SystemCall.PREAD64, descriptor, address + DATA_AT, DATA_SIZE, 0);
  }

  /** Reads a symbolic link into the link area: its length or the negated errno. */
  public int readLink(int directory, long path) {
    return (int) call(SystemCall.READLINKAT, directory, path, address + LINK_AT, LINK_SIZE);
  }

  /**
   * The number in a link such as {@code socket:[4242]} or {@code net:[4026531833]}; −1 when the
   * link that was read last is no such thing.
   *
   * @param kind what the link begins with, little-endian
   * @param kindLength how many bytes of {@code kind} count, 1 to 8
   * @param skipped how many bytes stand between {@code kind} and the number
   */
  public long linkNumber(int length, long kind, int kindLength, int skipped) {
    long mask = kindLength == 8 ? -1L : (1L << (8 * kindLength)) - 1;
    int start = kindLength + skipped;
    if (length <= start + 1 || (memory.getLong(LINK_AT) & mask) != kind) {
      return -1;
    }
    long number = 0;
    for (int at = LINK_AT + start; at < LINK_AT + length - 1; at++) {
      int digit = memory.get(at) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return number;
  }

  /** The text of the link that was read last. */
  public String linkText(int length) {
    byte[] bytes = new byte[length];
    memory.get(LINK_AT, bytes, 0, length);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /**
   * What a path leads to, without opening it ({@code statx}); null when it leads nowhere or may not
   * be asked.
   *
   * @param path empty for {@code directory} itself
   */
  public @Nullable FileFacts facts(int directory, long path) {
    int emptyPath = 0x1000; // AT_EMPTY_PATH
    int basic = 0x7ff; // STATX_BASIC_STATS
    if (call(SystemCall.STATX, directory, path, emptyPath, basic, dataAddress(), 0) < 0) {
      return null;
    }
    // struct statx: u32 uid at 20, u64 ino at 32, u64 size at 40, u32 dev_major and dev_minor at
    // 136
    return new FileFacts(longInData(32), intInData(20), longInData(40), longInData(136));
  }

  /**
   * A file's own facts.
   *
   * @param device major and minor number in one
   */
  public record FileFacts(long inode, int uid, long size, long device) {}

  /** Copies {@code length} bytes of the data area. */
  public void copyData(byte[] to, int length) {
    memory.get(DATA_AT, to, 0, length);
  }

  /** Puts a request where the kernel can read it. */
  public long request(byte[] bytes, int length) {
    if (length > REQUEST_SIZE) {
      throw new IllegalArgumentException("a request of " + length + " bytes does not fit");
    }
    memory.put(REQUEST_AT, bytes, 0, length);
    return address + REQUEST_AT;
  }

  /** Where {@link #copyData} copies from. */
  public long dataAddress() {
    return address + DATA_AT;
  }

  public int dataSize() {
    return DATA_SIZE;
  }

  long entriesAddress(int offset) {
    return address + ENTRIES_AT + offset;
  }

  long longInEntries(int offset) {
    return memory.getLong(ENTRIES_AT + offset);
  }

  byte byteInEntries(int offset) {
    return memory.get(ENTRIES_AT + offset);
  }

  /** A 64-bit number in the data area, as the kernel wrote it. */
  public long longInData(int offset) {
    return memory.getLong(DATA_AT + offset);
  }

  /** A 32-bit number in the data area, as the kernel wrote it. */
  public int intInData(int offset) {
    return memory.getInt(DATA_AT + offset);
  }

  @Override
  public void close() {
    arena.close();
  }
}
