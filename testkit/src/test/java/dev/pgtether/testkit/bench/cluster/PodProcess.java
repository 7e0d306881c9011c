package dev.pgtether.testkit.bench.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A pod's process as this machine numbers it: the nodes' are its own, one namespace down. */
final class PodProcess {

  private PodProcess() {}

  /**
   * The process of {@code pod} that has {@code word} in its command line.
   *
   * @throws IllegalStateException when there is none
   */
  static long of(Pod pod, String word) {
    String uid = pod.getMetadata().getUid();
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      return processes
          .filter(folder -> String.valueOf(folder.getFileName()).matches("\\d+"))
          .filter(folder -> holds(folder.resolve("cgroup"), uid))
          .filter(folder -> holds(folder.resolve("cmdline"), word))
          .mapToLong(folder -> Long.parseLong(String.valueOf(folder.getFileName())))
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalStateException(
                      "pod "
                          + pod.getMetadata().getName()
                          + " has no process with \""
                          + word
                          + "\" in its command line"));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static boolean holds(Path file, String word) {
    try {
      return Files.readString(file).contains(word);
    } catch (IOException | UncheckedIOException ended) {
      return false;
    }
  }
}
