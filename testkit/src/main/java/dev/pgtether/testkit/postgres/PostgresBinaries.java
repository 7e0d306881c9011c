package dev.pgtether.testkit.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/** A PostgreSQL as files: {@code bin/postgres} and what it needs. */
public record PostgresBinaries(int major, Path home) {
  private static final int OLDEST = 14;
  private static final int NEWEST = 18;

  /**
   * The binaries of that major version: those that the build has laid into {@code target/postgres},
   * else Debian's.
   *
   * @throws TestAbortedException when there are none
   */
  public static PostgresBinaries of(int major) {
    return find(major)
        .orElseThrow(
            () ->
                new TestAbortedException(
                    "needs PostgreSQL "
                        + major
                        + ": run the tests by Maven, which lays it into testkit/target/postgres, or install postgresql-"
                        + major));
  }

  /** The major versions that can be started here, the oldest first. */
  public static List<Integer> majors() {
    return IntStream.rangeClosed(OLDEST, NEWEST)
        .filter(major -> archive(major).isPresent() || hasDebian(major))
        .boxed()
        .toList();
  }

  private static Optional<PostgresBinaries> find(int major) {
    return archive(major)
        .map(jar -> new PostgresBinaries(major, PostgresArchive.unpack(jar)))
        .or(
            () ->
                Optional.of(new PostgresBinaries(major, debian(major)))
                    .filter(found -> hasDebian(major)));
  }

  private static boolean hasDebian(int major) {
    return Files.isExecutable(debian(major).resolve("bin/postgres"));
  }

  private static Path debian(int major) {
    return Path.of("/usr/lib/postgresql", Integer.toString(major));
  }

  /** The build runs the tests in the module's own folder; an IDE perhaps in the project's. */
  private static Optional<Path> archive(int major) {
    return Stream.of("target", "testkit/target", "../testkit/target")
        .map(
            target ->
                Path.of(target, "postgres", Integer.toString(major)).toAbsolutePath().normalize())
        .filter(Files::isDirectory)
        .flatMap(PostgresBinaries::jars)
        .findFirst();
  }

  private static Stream<Path> jars(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList().stream();
    } catch (IOException unreadable) {
      throw new UncheckedIOException("could not list " + folder, unreadable);
    }
  }

  String program(String name) {
    return home.resolve("bin").resolve(name).toString();
  }
}
