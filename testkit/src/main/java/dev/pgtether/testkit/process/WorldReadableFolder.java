package dev.pgtether.testkit.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A temporary folder whose files every user may read. */
public final class WorldReadableFolder implements AutoCloseable {
  private final Path path;

  private WorldReadableFolder(Path path) {
    this.path = path;
  }

  public static WorldReadableFolder create() {
    try {
      Path made = Files.createTempDirectory(Path.of("/tmp"), "pgtether-open-");
      makeReadable(made);
      return new WorldReadableFolder(made);
    } catch (IOException failed) {
      throw new UncheckedIOException("could not make a folder that everybody may read", failed);
    }
  }

  /** One that is removed when this JVM ends. */
  static WorldReadableFolder untilExit() {
    WorldReadableFolder folder = create();
    Runtime.getRuntime().addShutdownHook(new Thread(folder::close));
    return folder;
  }

  public Path path() {
    return path;
  }

  /** Copies a file, or a folder with all that is in it, to here; returns the copy. */
  public Path copyIn(Path original, String name) {
    Path copy = path.resolve(name);
    try (Stream<Path> all = Files.walk(original)) {
      Files.createDirectories(copy.getParent());
      for (Path each : all.toList()) {
        Path target = copy.resolve(original.relativize(each).toString());
        if (Files.isDirectory(each)) {
          Files.createDirectories(target);
        } else {
          Files.copy(each, target);
        }
      }
      makeReadable(copy);
      return copy;
    } catch (IOException failed) {
      throw new UncheckedIOException("could not copy " + original + " to " + copy, failed);
    }
  }

  private static void makeReadable(Path top) throws IOException {
    try (Stream<Path> all = Files.walk(top)) {
      for (Path each : all.toList()) {
        boolean runs = Files.isDirectory(each) || Files.isExecutable(each);
        Files.setPosixFilePermissions(
            each, PosixFilePermissions.fromString(runs ? "rwxr-xr-x" : "rw-r--r--"));
      }
    }
  }

  @Override
  public void close() {
    try (Stream<Path> all = Files.walk(path)) {
      List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
      for (Path each : deepestFirst) {
        Files.delete(each);
      }
    } catch (IOException left) {
      throw new UncheckedIOException("could not remove " + path, left);
    }
  }
}
