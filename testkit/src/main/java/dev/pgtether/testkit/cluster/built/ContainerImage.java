package dev.pgtether.testkit.cluster.built;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A container image that starts from nothing.
 *
 * @param name with its tag, as a pod names it
 * @param files what is in it; parents come before children
 * @param entrypoint the program and its first arguments
 */
record ContainerImage(
    String name, List<File> files, List<String> entrypoint, Map<String, String> environment) {
  ContainerImage {
    files = List.copyOf(files);
    entrypoint = List.copyOf(entrypoint);
    environment = Map.copyOf(environment);
  }

  /** Something in an image; its path has no leading slash. */
  sealed interface File {
    String path();

    record Folder(String path, int mode) implements File {}

    record Copy(String path, Path source, int mode) implements File {}

    record Text(String path, String text) implements File {}

    record Link(String path, String target) implements File {}
  }

  /** One program without libraries. */
  static ContainerImage ofProgram(String name, Path program) {
    String file = String.valueOf(program.getFileName());
    return new ContainerImage(
        "localhost/" + name + ":1",
        List.of(new File.Copy(file, program, 0755)),
        List.of("/" + file),
        Map.of());
  }

  /** What a file name may hold of it. */
  String fileName() {
    return name.replaceAll("[^a-zA-Z0-9]+", "-") + ".tar";
  }

  /** The folders above the given paths, each once, parents first. */
  static List<File> foldersAbove(List<String> paths) {
    List<String> folders = new ArrayList<>();
    for (String path : paths) {
      for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
        String folder = path.substring(0, slash);
        if (!folders.contains(folder)) {
          folders.add(folder);
        }
      }
    }
    return folders.stream().<File>map(folder -> new File.Folder(folder, 0755)).toList();
  }
}
