package dev.pgtether.testkit.postgres;

import dev.pgtether.testkit.process.HostCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.opentest4j.TestAbortedException;

/**
 * As whom PostgreSQL runs: it refuses to run as root, and wants a user that has a name.
 *
 * @param commandPrefix what to put in front of a command
 * @param fileOwner who must own the files, as {@code chown} takes it; empty: whoever makes them
 */
record PostgresOsUser(List<String> commandPrefix, String fileOwner) {

  /**
   * Ourselves, or {@code nobody} when we are root, or root without rights where we may not become
   * nobody.
   */
  static PostgresOsUser choose() {
    if (!isRoot()) {
      return new PostgresOsUser(List.of(), "");
    }
    String[] nobody = nobody();
    List<String> become =
        List.of(
            "setpriv",
            "--reuid=" + nobody[0],
            "--regid=" + nobody[1],
            "--clear-groups",
            "--inh-caps=-all");
    if (HostCommand.succeeds(with(become, "true"))) {
      return new PostgresOsUser(become, nobody[0] + ":" + nobody[1]);
    }
    if (HostCommand.succeeds("unshare", "-U", "true")) {
      return new PostgresOsUser(List.of("unshare", "-U"), "");
    }
    throw new TestAbortedException(
        "needs to run PostgreSQL as somebody else than root: setpriv to nobody, or a user namespace (unshare -U)");
  }

  void takeOwnership(Path file) {
    if (!fileOwner.isEmpty()) {
      HostCommand.run("chown", "-R", fileOwner, file.toString());
    }
  }

  private static String[] with(List<String> prefix, String command) {
    return java.util.stream.Stream.concat(prefix.stream(), java.util.stream.Stream.of(command))
        .toArray(String[]::new);
  }

  static boolean isRoot() {
    try {
      return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
    } catch (IOException unreadable) {
      throw new UncheckedIOException("could not read who we are from /proc/self", unreadable);
    }
  }

  private static String[] nobody() {
    try {
      return Files.readAllLines(Path.of("/etc/passwd")).stream()
          .map(line -> line.split(":", -1))
          .filter(fields -> fields[0].equals("nobody"))
          .map(fields -> new String[] {fields[2], fields[3]})
          .findFirst()
          .orElseThrow(() -> new TestAbortedException("needs a user nobody in /etc/passwd"));
    } catch (IOException unreadable) {
      throw new UncheckedIOException("could not read /etc/passwd", unreadable);
    }
  }
}
