package dev.pgtether.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pgtether.correlation.fact.Endpoint;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The collector in a JVM of its own, as another user than its client, with some capabilities. */
class PrivilegesTest {

  private static final String SOMEBODY = "64123";

  private static Path classes;

  @BeforeAll
  static void copyTheClassesToWhereAnybodyMayReadThem() throws Exception {
    classes =
        Files.createTempDirectory(
            "pgtether",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    for (Class<?> each : List.of(HostSockets.class, Endpoint.class, PrivilegeProbe.class)) {
      Path from = Path.of(each.getProtectionDomain().getCodeSource().getLocation().toURI());
      if (Files.isDirectory(from)) {
        copy(from);
      } else {
        try (FileSystem jar = FileSystems.newFileSystem(from)) {
          copy(jar.getPath("/"));
        }
      }
    }
  }

  @AfterAll
  static void removeThem() throws IOException {
    try (Stream<Path> all = Files.walk(classes)) {
      for (Path each : all.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(each);
      }
    }
  }

  @BeforeEach
  void needsTheRightToBecomeSomebodyElse() throws IOException {
    assumeTrue(Children.isRoot(), "needs root: it becomes another user with chosen capabilities");
    assumeTrue(Children.hasProgram("setpriv"), "needs setpriv (util-linux)");
  }

  @Test
  void with_ptrace_and_read_search_every_process_is_read_through_its_links() throws Exception {
    assertThat(probe("+sys_ptrace,+dac_read_search")).containsExactly("DESCRIPTORS", "known", "[]");
  }

  @Test
  void with_ptrace_alone_every_process_is_read_through_its_descriptor_info() throws Exception {
    assertThat(probe("+sys_ptrace")).containsExactly("DESCRIPTOR_INFO", "known", "[]");
  }

  @Test
  void without_capabilities_the_holder_stays_unknown_and_that_is_said() throws Exception {
    assertThat(probe("")).containsExactly("OWN_PROCESSES", "unreadable", "[PROCESSES_UNREADABLE]");
  }

  /** Scans for a socket of a child of this process. */
  private static List<String> probe(String capabilities) throws Exception {
    try (Loopback server = Loopback.on("127.0.0.1");
        Children children = new Children()) {
      Children.Child client =
          children.start(
              "bash",
              "-c",
              "exec 3<>/dev/tcp/127.0.0.1/" + server.port() + "; echo ready; read line");
      Endpoint endpoint = Loopback.clientOf(server.accept());
      List<String> command =
          new ArrayList<>(
              List.of("setpriv", "--reuid", SOMEBODY, "--regid", SOMEBODY, "--clear-groups"));
      if (!capabilities.isEmpty()) {
        command.addAll(List.of("--inh-caps", capabilities, "--ambient-caps", capabilities));
      }
      command.addAll(
          List.of(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "--enable-native-access=ALL-UNNAMED",
              "-cp",
              classes.toString(),
              PrivilegeProbe.class.getName(),
              Integer.toString(server.port()),
              Integer.toString(endpoint.port()),
              Integer.toString(client.pid())));
      return Children.run(command.toArray(String[]::new)).lines().toList();
    }
  }

  private static void copy(Path from) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            Path to = Files.createDirectories(classes.resolve(from.relativize(folder).toString()));
            Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rwxr-xr-x"));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Path to = classes.resolve(from.relativize(file).toString());
            if (file.toString().endsWith(".class") && !Files.exists(to)) {
              Files.copy(file, to);
              Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rw-r--r--"));
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
