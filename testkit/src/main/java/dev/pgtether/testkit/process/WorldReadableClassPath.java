package dev.pgtether.testkit.process;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Our own class path, where every user of this machine may read it: a program that runs as somebody
 * else cannot enter our home folder, and the libraries are usually in there.
 */
public final class WorldReadableClassPath {
  private static final List<Path> ENTRIES =
      Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
          .map(Path::of)
          .filter(Files::exists)
          .map(path -> path.toAbsolutePath().normalize())
          .toList();

  private WorldReadableClassPath() {}

  /** As {@code java -cp} takes it; a copy, where our own is closed, goes with this JVM. */
  public static String asOption() {
    return ENTRIES.stream().allMatch(WorldReadableClassPath::isWorldReadable)
        ? String.join(File.pathSeparator, ENTRIES.stream().map(Path::toString).toList())
        : Copy.CLASS_PATH;
  }

  /** Made when it is first asked for. */
  private static final class Copy {
    static final String CLASS_PATH = copyAll();

    private static String copyAll() {
      WorldReadableFolder folder = WorldReadableFolder.untilExit();
      List<String> copies =
          ENTRIES.stream()
              .map(
                  entry -> folder.copyIn(entry, ENTRIES.indexOf(entry) + "-" + entry.getFileName()))
              .map(Path::toString)
              .toList();
      return String.join(File.pathSeparator, copies);
    }
  }

  /** It and every folder on the way to it. The files in a folder are taken to be like it. */
  private static boolean isWorldReadable(Path path) {
    try {
      for (@Nullable Path part = path; part != null; part = part.getParent()) {
        PosixFilePermission needed =
            Files.isDirectory(part)
                ? PosixFilePermission.OTHERS_EXECUTE
                : PosixFilePermission.OTHERS_READ;
        if (!Files.getPosixFilePermissions(part).contains(needed)) {
          return false;
        }
      }
      return true;
    } catch (IOException unreadable) {
      throw new UncheckedIOException("could not see who may read " + path, unreadable);
    }
  }
}
