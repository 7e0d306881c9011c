package dev.pgtether.correlation.fact;

/**
 * The identity of a process: the kernel reuses a pid, but not a pid together with its start.
 *
 * @param pid the pid in the agent's pid namespace
 * @param startMicros start time in µs since the epoch, from field 22 of {@code /proc/PID/stat}
 *     (clock ticks since boot, usually 10 ms)
 */
public record ProcessId(int pid, long startMicros) {}
