package dev.pgtether.testkit.cluster.built;

import dev.pgtether.testkit.process.TestEnvironmentException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.spi.ToolProvider;

/** A Java that is small enough for an image, linked once from the one that runs us. */
public final class JlinkRuntime {
  private JlinkRuntime() {}

  /**
   * The folder; linked in some seconds where it is not there yet.
   *
   * @param modules with what they need themselves
   */
  public static Path create(ClusterDirectories clusterDirectories, List<String> modules) {
    String joined = String.join(",", modules);
    Path home =
        clusterDirectories
            .goPrograms()
            .resolve(
                "java-%s-%s-%08x"
                    .formatted(
                        Runtime.version(), System.getProperty("os.arch"), joined.hashCode()));
    if (Files.isDirectory(home)) {
      return home;
    }
    Path work =
        ClusterDirectories.createDirectory(clusterDirectories.goPrograms())
            .resolve("java-" + ProcessHandle.current().pid());
    link(joined, work);
    try {
      Files.move(work, home, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException another) {
      // somebody linked the same in the meantime
      ClusterTeardown.delete(work);
    }
    return home;
  }

  private static void link(String modules, Path work) {
    ToolProvider jlink =
        ToolProvider.findFirst("jlink")
            .orElseThrow(
                () -> new TestEnvironmentException("this Java has no jlink: use a whole JDK"));
    StringWriter said = new StringWriter();
    PrintWriter writer = new PrintWriter(said);
    int code =
        jlink.run(
            writer,
            writer,
            "--add-modules=" + modules,
            "--output=" + work,
            "--strip-java-debug-attributes",
            "--no-header-files",
            "--no-man-pages",
            "--compress=zip-6");
    if (code != 0) {
      ClusterTeardown.delete(work);
      throw new TestEnvironmentException("jlink ended with %d: %s".formatted(code, said));
    }
  }
}
