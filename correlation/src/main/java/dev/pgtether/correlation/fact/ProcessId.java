package dev.pgtether.correlation.fact;

/**
 * What makes a process itself: the kernel reuses a pid, but not a pid together with its start.
 *
 * @param pid as the reporting agent's process namespace numbers it
 * @param startMicros µs since the epoch, from {@code /proc/PID/stat} field 22 (clock ticks after
 *     boot, usually 10 ms)
 */
public record ProcessId(int pid, long startMicros) {}
