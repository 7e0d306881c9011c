package dev.pgtether.testkit.cluster.built;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.pgtether.testkit.process.BoundedCommand;
import dev.pgtether.testkit.process.TestEnvironmentException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;

/**
 * The cluster's programs, each built once for each content of its sources and each Go.
 *
 * @param folder one folder in it for each build, named after the program and the digest of what it
 *     was built from
 * @param toolchain which Go, for which machine
 * @param progress gets a line now and then while a build runs, which may take ten minutes
 */
record GoProgramCache(Path folder, String toolchain, Consumer<String> progress) {
  private static final int DIGEST_DIGITS = 16;
  private static final int TAIL = 20;
  private static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(20);

  /** In the given folder, by the Go on PATH. */
  static GoProgramCache open(Path folder, Consumer<String> say) {
    String toolchain = BoundedCommand.of("go", "env", "GOVERSION", "GOOS", "GOARCH").run();
    return new GoProgramCache(folder, toolchain, say);
  }

  /** Where the program is; built first where it is not there yet. */
  Path path(GoProgram goProgram) {
    Path home = folder.resolve(goProgram.name() + "-" + cacheDigest(goProgram));
    Path binary = home.resolve(goProgram.name());
    if (Files.exists(binary)) {
      return binary;
    }
    ClusterDirectories.createDirectory(folder);
    try (FileChannel lock = FileChannel.open(folder.resolve("lock"), CREATE, WRITE)) {
      // two clusters that boot at once build once
      lock.lock();
      if (!Files.exists(binary)) {
        build(goProgram, home, binary);
      }
      return binary;
    } catch (IOException e) {
      throw new TestEnvironmentException(
          "cannot build %s in %s: %s".formatted(goProgram.name(), home, e.getMessage()), e);
    }
  }

  private String cacheDigest(GoProgram goProgram) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest((goProgram.cacheKey() + "\0" + toolchain).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, DIGEST_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }

  private void build(GoProgram goProgram, Path home, Path binary) throws IOException {
    long begin = System.nanoTime();
    progress.accept(
        "building " + goProgram.name() + " (once; later boots take it from " + folder + ")");
    Path work = ClusterDirectories.createDirectory(home.resolve("build"));
    if (goProgram instanceof GoProgram.LocalModule localModule) {
      for (String file : localModule.files()) {
        ClusterDirectories.write(work.resolve(file), localModule.file(file));
      }
    }
    go(goProgram, work, begin);
    Files.move(work.resolve(goProgram.name()), binary, StandardCopyOption.ATOMIC_MOVE);
    progress.accept("built %s in %d s".formatted(goProgram.name(), seconds(begin)));
  }

  private void go(GoProgram goProgram, Path work, long begin) throws IOException {
    List<String> words = new ArrayList<>(List.of("nice", "-n", "10", "go"));
    words.addAll(goProgram.goArguments());
    ProcessBuilder builder =
        new ProcessBuilder(words).directory(work.toFile()).redirectErrorStream(true);
    // pure Go, so that the program runs in an empty image
    builder.environment().put("CGO_ENABLED", "0");
    builder.environment().put("GOBIN", work.toString());
    Process go = builder.start();
    ArrayDeque<String> tail = new ArrayDeque<>();
    try (BufferedReader lines = go.inputReader()) {
      follow(goProgram, lines, tail, begin);
      if (go.waitFor() != 0) {
        throw new IOException(
            "`%s` ended with %d:%n%s"
                .formatted(String.join(" ", words), go.exitValue(), String.join("\n", tail)));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      go.destroyForcibly();
    }
  }

  /** With -v go names each package as it compiles it. */
  private void follow(
      GoProgram goProgram, BufferedReader lines, ArrayDeque<String> tail, long begin)
      throws IOException {
    long said = begin;
    int packages = 0;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      packages += line.startsWith("go: ") ? 0 : 1;
      tail.add(line);
      if (tail.size() > TAIL) {
        tail.remove();
      }
      if (System.nanoTime() - said > PROGRESS_INTERVAL.toNanos()) {
        said = System.nanoTime();
        progress.accept(
            "  %s: %d packages in %d s, now %s"
                .formatted(goProgram.name(), packages, seconds(begin), line));
      }
    }
  }

  private static long seconds(long begin) {
    return Duration.ofNanos(System.nanoTime() - begin).toSeconds();
  }
}
