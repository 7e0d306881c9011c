package dev.pgtether.collector.process;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What {@code /proc/PID/stat} tells (proc_pid_stat(5)); anybody may read it.
 *
 * @param state {@code R}, {@code S}, {@code Z}, …
 * @param flags the kernel's {@code PF_*}
 * @param startTicks field 22: when the process started, in ticks after boot
 */
public record ProcessStat(
    char state, int parent, int group, int session, long flags, int threads, long startTicks) {

  private static final long PF_KTHREAD = 0x20_0000;
  private static final Pattern SPACE = Pattern.compile(" ");

  /** Null for bytes that are no such line. */
  static @Nullable ProcessStat parse(byte[] line) {
    String text = new String(line, StandardCharsets.ISO_8859_1);
    // The name stands in brackets and may itself hold brackets and spaces.
    int nameEnd = text.lastIndexOf(')');
    if (nameEnd < 0 || nameEnd + 2 >= text.length()) {
      return null;
    }
    String[] fields = SPACE.split(text.substring(nameEnd + 2), 21);
    if (fields.length < 21) {
      return null;
    }
    return new ProcessStat(
        fields[0].charAt(0),
        Integer.parseInt(fields[1]),
        Integer.parseInt(fields[2]),
        Integer.parseInt(fields[3]),
        Long.parseLong(fields[6]),
        Integer.parseInt(fields[17]),
        Long.parseLong(fields[19]));
  }

  /** A thread of the kernel's own: it has no descriptors. */
  boolean isKernelThread() {
    return (flags & PF_KTHREAD) != 0;
  }

  /** It has ended, though perhaps only its first thread has. */
  boolean isZombie() {
    return state == 'Z' || state == 'X';
  }
}
