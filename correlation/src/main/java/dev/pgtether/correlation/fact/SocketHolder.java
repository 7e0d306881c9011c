package dev.pgtether.correlation.fact;

import org.jspecify.annotations.Nullable;

/**
 * A process that has a descriptor on a client socket.
 *
 * @param process the process as the agent numbers it
 * @param hostPid its pid in the host's initial pid namespace; null when it is not known
 * @param command {@code /proc/PID/comm}, at most 15 bytes; never a command line
 * @param containerId the container id from the cgroup path of the process; null outside containers
 */
public record SocketHolder(
    ProcessId process, @Nullable Integer hostPid, String command, @Nullable String containerId) {}
