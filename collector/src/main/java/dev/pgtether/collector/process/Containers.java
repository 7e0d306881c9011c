package dev.pgtether.collector.process;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The container's id in a process's cgroup path: 64 hexadecimal digits, as containerd, CRI-O,
 * Docker and Podman name them, in the last segment that is one.
 *
 * <p>{@code conmon} watches a container from a scope of its own that carries the container's id: it
 * is not in it.
 *
 * <p>The systemd driver writes {@code <runtime>-<id>.scope}, the cgroupfs driver the bare id. Both
 * occur in v1's lines and in v2's {@code 0::} line, and behind {@code /../../} where the reader has
 * a cgroup namespace of its own.
 */
final class Containers {

  private static final Pattern SEGMENT =
      Pattern.compile(
          "/(?!(?:crio|libpod)-conmon-)(?:[a-z][a-z0-9_.-]*-)?([0-9a-f]{64})(?:\\.scope)?(?=/|$)");

  private Containers() {}

  /** The id in the contents of {@code /proc/PID/cgroup}; null for a process in no container. */
  static @Nullable String idIn(String cgroups) {
    return cgroups
        .lines()
        .map(Containers::idInPath)
        .filter(id -> !id.isEmpty())
        .findFirst()
        .orElse(null);
  }

  private static String idInPath(String line) {
    String id = "";
    // A container within a container (Docker in Docker, kind) has two: the inner one is nearer to
    // the process.
    Matcher segments = SEGMENT.matcher(line);
    while (segments.find()) {
      id = segments.group(1);
    }
    return id;
  }
}
