package dev.pgtether.testkit.cluster.built;

import dev.pgtether.testkit.process.BoundedCommand;
import dev.pgtether.testkit.process.TestEnvironmentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What tests run in pods: a shell with its tools, ss, psql, pgbench and getent, taken from this
 * machine with the libraries that they name.
 */
public final class ClientImage {
  private static final String NAME = "localhost/client:1";

  private static final Path BUSYBOX = Path.of("/usr/bin/busybox");
  private static final Path GETENT = Path.of("/usr/bin/getent");

  /** What a person has in a pod to see sockets with, and the cluster's own machine has anyway. */
  private static final List<Path> SS = List.of(Path.of("/usr/bin/ss"), Path.of("/bin/ss"));

  private static final Pattern LIBRARY = Pattern.compile("(?:=> )?(/[^ ]+) \\(0x");
  private static final String PASSWD =
      "root:x:0:0:root:/:/bin/sh\nclient:x:1000:1000:client:/:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/sh\n";

  private ClientImage() {}

  /** Whether this machine has what the image is made of. */
  public static boolean isPossible() {
    return Files.isExecutable(BUSYBOX) && postgres("psql").isPresent();
  }

  /** Writes it as {@code docker save} would. */
  public static void write(Path archive) {
    new ImageArchive(ofThisMachine()).write(archive);
  }

  static ContainerImage ofThisMachine() {
    return of(NAME, programs(), libraries(programs()), List.of());
  }

  /**
   * The same with a Java and what it runs, and bash.
   *
   * @param runtime a folder that {@code jlink} has made
   * @param classes jars and class files, by their path below {@code /usr/lib/client}
   */
  public static void writeWithJava(
      Path archive, String name, Path runtime, Map<String, Path> classes) {
    List<Path> programs = new ArrayList<>(programs());
    programs.add(Path.of("/bin/bash"));
    List<ContainerImage.File> more = new ArrayList<>();
    for (Path file : filesIn(runtime)) {
      int mode = Files.isExecutable(file) ? 0755 : 0644;
      more.add(
          new ContainerImage.File.Copy("usr/lib/java/" + runtime.relativize(file), file, mode));
    }
    more.add(new ContainerImage.File.Link("usr/bin/java", "../lib/java/bin/java"));
    new TreeMap<>(classes)
        .forEach(
            (path, file) ->
                more.add(new ContainerImage.File.Copy("usr/lib/client/" + path, file, 0644)));
    Set<Path> libraries = libraries(programs);
    libraries(List.of(runtime.resolve("bin/java"), runtime.resolve("lib/server/libjvm.so")))
        .stream()
        .filter(library -> !library.startsWith(runtime))
        .forEach(libraries::add);
    new ImageArchive(of(name, programs, libraries, more)).write(archive);
  }

  private static List<Path> filesIn(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw new TestEnvironmentException("cannot list " + folder, e);
    }
  }

  private static List<Path> programs() {
    return Stream.of(
            Optional.of(BUSYBOX),
            Optional.of(GETENT),
            SS.stream().filter(Files::isExecutable).findFirst(),
            postgres("psql"),
            postgres("pgbench"))
        .flatMap(Optional::stream)
        .toList();
  }

  private static ContainerImage of(
      String name, List<Path> programs, Set<Path> libraries, List<ContainerImage.File> more) {
    List<ContainerImage.File> files = new ArrayList<>();
    for (String applet : applets()) {
      files.add(new ContainerImage.File.Link("bin/" + applet, "../usr/bin/busybox"));
    }
    for (Path program : programs) {
      files.add(new ContainerImage.File.Copy("usr/bin/" + program.getFileName(), program, 0755));
    }
    for (Path library : libraries) {
      files.add(new ContainerImage.File.Copy(library.toString().substring(1), library, 0755));
    }
    files.add(new ContainerImage.File.Text("etc/passwd", PASSWD));
    files.add(
        new ContainerImage.File.Text("etc/group", "root:x:0:\nclient:x:1000:\nnobody:x:65534:\n"));
    files.add(
        new ContainerImage.File.Text(
            "etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n"));
    files.addAll(more);

    List<ContainerImage.File> all =
        new ArrayList<>(
            ContainerImage.foldersAbove(files.stream().map(ContainerImage.File::path).toList()));
    all.add(new ContainerImage.File.Folder("tmp", 01777));
    all.addAll(files);
    return new ContainerImage(name, all, List.of("/bin/sh"), Map.of("PATH", "/usr/bin:/bin"));
  }

  /** The newest on this machine; not the wrapper in /usr/bin, which is a script. */
  static Optional<Path> postgres(String program) {
    Path all = Path.of("/usr/lib/postgresql");
    if (!Files.isDirectory(all)) {
      return Optional.empty();
    }
    try (Stream<Path> versions = Files.list(all)) {
      return versions
          .map(version -> version.resolve("bin").resolve(program))
          .filter(Files::isExecutable)
          .max(Comparator.comparingInt(path -> Integer.parseInt(path.getName(3).toString())));
    } catch (IOException e) {
      throw new TestEnvironmentException("cannot list " + all, e);
    }
  }

  private static List<String> applets() {
    return Arrays.stream(BoundedCommand.of(BUSYBOX.toString(), "--list").run().split("\n"))
        .filter(applet -> !applet.equals("busybox"))
        .toList();
  }

  /** As ldd prints them: {@code libpq.so.5 => /lib/…/libpq.so.5 (0x…)}, and the loader alone. */
  private static Set<Path> libraries(List<Path> programs) {
    Set<Path> libraries = new LinkedHashSet<>();
    for (Path program : programs) {
      LIBRARY
          .matcher(BoundedCommand.of("ldd", program.toString()).attempt().output())
          .results()
          .map((MatchResult found) -> Path.of(found.group(1)).normalize())
          .forEach(libraries::add);
    }
    return libraries;
  }
}
