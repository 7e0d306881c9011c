package dev.pgtether.testkit.bench.cluster;

import dev.pgtether.testkit.need.EnvironmentCheck;
import dev.pgtether.testkit.postgres.PostgresServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** What a person would run instead: {@code by-hand.sh}. */
final class ByHand {

  private static final long LIMIT_MINUTES = 3;

  private final Map<String, String> environment;
  private final String script = read();

  /**
   * @param namespace whose pods are looked into
   */
  ByHand(Path kubeconfig, String namespace, String host, int port) {
    EnvironmentCheck.requireCommand("kubectl");
    EnvironmentCheck.requireCommand("psql");
    EnvironmentCheck.requireCommand("xargs");
    this.environment =
        Map.of(
            "KUBECONFIG",
            kubeconfig.toString(),
            "NAMESPACE",
            namespace,
            "PGHOST",
            host,
            "PGPORT",
            Integer.toString(port),
            "PGUSER",
            PostgresServer.USER,
            "PGDATABASE",
            PostgresServer.DATABASE);
  }

  /**
   * Runs it once.
   *
   * @param connections as many have to be found, or what was timed did not do the work
   */
  void run(int connections) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder("sh", "-c", script);
    builder.environment().putAll(environment);
    Process process = builder.redirectErrorStream(true).start();
    try (InputStream output = process.getInputStream()) {
      String said = new String(output.readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
        throw new IllegalStateException("by hand it does not work:\n" + said);
      }
      long found = said.lines().filter(line -> line.contains("users:((")).count();
      if (found != connections) {
        throw new IllegalStateException(
            "by hand %d connections were found, and there are %d:%n%s"
                .formatted(found, connections, said));
      }
    } finally {
      process.destroyForcibly();
    }
  }

  private static String read() {
    try (InputStream in = ByHand.class.getResourceAsStream("by-hand.sh")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
