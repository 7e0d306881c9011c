package dev.pgtether.collector.process;

import dev.pgtether.collector.kernel.Kernel;
import dev.pgtether.collector.kernel.SystemCall;

/**
 * When this machine started, by which ticks after boot become times. Read once: the wall clock may
 * be set, and the start of a process, which is half of its identity, must not move with it.
 *
 * @param epochMicros µs since the epoch
 */
public record BootTime(long epochMicros) {

  private static final int CLOCK_REALTIME = 0;
  private static final int CLOCK_BOOTTIME = 7;

  /** {@code USER_HZ}, in which the kernel counts for user space on both architectures. */
  private static final long MICROS_PER_TICK = 10_000;

  public static BootTime read(Kernel kernel) {
    return new BootTime(micros(kernel, CLOCK_REALTIME) - micros(kernel, CLOCK_BOOTTIME));
  }

  private static long micros(Kernel kernel, int clock) {
    kernel.call(SystemCall.CLOCK_GETTIME, clock, kernel.dataAddress(), 0, 0, 0, 0);
    return kernel.longInData(0) * 1_000_000 + kernel.longInData(8) / 1000;
  }

  /** The time of {@code ticks} after boot, µs since the epoch. */
  long micros(long ticks) {
    return epochMicros + ticks * MICROS_PER_TICK;
  }
}
