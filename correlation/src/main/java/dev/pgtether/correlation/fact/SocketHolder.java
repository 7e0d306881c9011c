package dev.pgtether.correlation.fact;

import org.jspecify.annotations.Nullable;

/**
 * A process that has a descriptor on a client socket.
 *
 * @param process the process as the agent sees it
 * @param hostPid the same process as the host's initial process namespace numbers it; null where
 *     not known
 * @param command {@code /proc/PID/comm}, at most 15 bytes; never a command line
 * @param containerId the container's id from the process's cgroup path; null for a process in none
 */
public record SocketHolder(
    ProcessId process, @Nullable Integer hostPid, String command, @Nullable String containerId) {}
