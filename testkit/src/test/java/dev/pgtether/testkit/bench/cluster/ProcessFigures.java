package dev.pgtether.testkit.bench.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * What a process costs, by proc(5): {@code status}, {@code smaps_rollup} and {@code stat}.
 *
 * @param residentBytes pages it shares with others included
 * @param privateBytes of them, those that are nobody else's
 * @param cpuNanos that all its threads have had since it started; the kernel tells 10 ms from 10 ms
 */
record ProcessFigures(double residentBytes, double privateBytes, double cpuNanos) {

  private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB$");
  private static final Pattern PRIVATE =
      Pattern.compile("(?m)^Private_(?:Clean|Dirty):\\s+(\\d+) kB$");
  private static final int USER_TIME = 14;
  private static final int SYSTEM_TIME = 15;
  private static final int STATE = 3;

  /** USER_HZ, which is 100 on every architecture that Java runs on: see times(2). */
  private static final double NANOS_PER_TICK = 1e7;

  static ProcessFigures of(long pid) {
    String stat = read(pid, "stat");
    // the command's name stands in brackets and may itself hold spaces and brackets
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    long ticks =
        Long.parseLong(fields[USER_TIME - STATE]) + Long.parseLong(fields[SYSTEM_TIME - STATE]);
    return new ProcessFigures(
        kilobytes(RESIDENT, read(pid, "status")),
        kilobytes(PRIVATE, read(pid, "smaps_rollup")),
        ticks * NANOS_PER_TICK);
  }

  private static double kilobytes(Pattern lines, String text) {
    return lines
            .matcher(text)
            .results()
            .mapToLong((var line) -> Long.parseLong(line.group(1)))
            .sum()
        * 1024.0;
  }

  private static String read(long pid, String file) {
    try {
      return Files.readString(Path.of("/proc/" + pid, file));
    } catch (IOException gone) {
      throw new UncheckedIOException("process " + pid + " has ended", gone);
    }
  }
}
