package dev.pgtether.cli.demo;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The user {@code nobody}, as whom root starts PostgreSQL where it may not make user namespaces:
 * PostgreSQL refuses to run as root.
 */
final class Nobody {
  private static final long PATIENCE_SECONDS = 10;

  private Nobody() {}

  /**
   * The program as nobody has to start it: on copies of its jars that nobody can read.
   *
   * @param folder becomes nobody's own
   */
  static List<String> command(Class<?> program, Path folder, String... arguments)
      throws DemoFailed {
    try {
      String classPath = copyClassPath(folder);
      List<String> command = new ArrayList<>(becoming());
      requireJava(command);
      own(folder);
      command.addAll(JavaCommand.of(program, JavaCommand.TO_UNPACK, classPath, arguments));
      return command;
    } catch (IOException failed) {
      throw new DemoFailed(
          "could not prepare to run PostgreSQL as the user nobody: " + failed.getMessage(), failed);
    }
  }

  private static List<String> becoming() throws IOException, DemoFailed {
    String[] nobody =
        Files.readAllLines(Path.of("/etc/passwd")).stream()
            .map(line -> line.split(":", -1))
            .filter(fields -> fields[0].equals("nobody"))
            .findFirst()
            .orElseThrow(
                () ->
                    new DemoFailed(
                        "PostgreSQL does not run as root, user namespaces are not allowed here, and there is no"
                            + " user nobody: run the demo as a plain user"));
    return List.of("setpriv", "--reuid=" + nobody[2], "--regid=" + nobody[3], "--clear-groups");
  }

  private static void requireJava(List<String> becoming) throws IOException, DemoFailed {
    List<String> command = new ArrayList<>(becoming);
    command.addAll(List.of(JavaCommand.java(), "-version"));
    Process java =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      if (!java.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || java.exitValue() != 0) {
        java.destroyForcibly();
        throw new DemoFailed(
            "PostgreSQL does not run as root, user namespaces are not allowed here, and the user nobody cannot run "
                + JavaCommand.java()
                + ": run the demo as a plain user, or with a JDK that everybody can read");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new DemoFailed("interrupted", interrupted);
    }
  }

  private static String copyClassPath(Path folder) throws IOException {
    Path lib = Files.createDirectory(folder.resolve("lib"));
    List<String> copies = new ArrayList<>();
    for (String entry : JavaCommand.ownClassPath().split(File.pathSeparator, -1)) {
      Path jar = Path.of(entry);
      if (Files.isRegularFile(jar)) {
        Path copy = lib.resolve(copies.size() + ".jar");
        Files.copy(jar, copy);
        Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("r--r--r--"));
        copies.add(copy.toString());
      }
    }
    return String.join(File.pathSeparator, copies);
  }

  private static void own(Path folder) throws IOException {
    Files.setOwner(
        folder,
        folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
  }
}
