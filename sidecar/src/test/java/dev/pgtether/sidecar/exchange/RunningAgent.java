package dev.pgtether.sidecar.exchange;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;

/** An agent in this process, in a hurry, with its files in a folder of the test. */
final class RunningAgent implements AutoCloseable {

  static final Pace HURRIED =
      new Pace(
          Duration.ofSeconds(2),
          Duration.ofSeconds(3),
          Duration.ofMillis(500),
          Duration.ofMillis(50),
          Duration.ofMillis(200),
          Duration.ofMillis(50));

  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final Operator operator;
  private final Thread thread;

  private RunningAgent(Path folder, int port, Eyes eyes) {
    Settings settings =
        new Settings(new Address("localhost", port), tokenFile(folder), caFile(folder));
    Random random = new Random(7);
    operator = new Operator(settings, "0.1.0", HURRIED, random);
    Diary diary =
        new Diary(new PrintStream(log, true, StandardCharsets.UTF_8), InstantSource.system());
    Self self = Self.startedAt(Instant.now(), "0.1.0", random);
    Witness witness = new Witness(self, eyes, diary, InstantSource.system());
    Conversation conversation =
        new Conversation(
            operator, witness, diary, HURRIED, new Backoff(HURRIED, random), System::nanoTime);
    thread = Thread.ofPlatform().daemon().start(conversation::run);
  }

  static RunningAgent in(Path folder, int port, Eyes eyes) {
    return new RunningAgent(folder, port, eyes);
  }

  static void writeToken(Path folder, String token) throws IOException {
    replace(tokenFile(folder), token + "\n");
  }

  static void writeRoots(Path folder, TestAuthority... roots) throws IOException {
    StringBuilder pem = new StringBuilder();
    for (TestAuthority root : roots) {
      pem.append(root.pem());
    }
    replace(caFile(folder), pem.toString());
  }

  /** As the kubelet does it: the old, then the new, and nothing in between. */
  private static void replace(Path file, String content) throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".next");
    Files.writeString(next, content);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  static Path tokenFile(Path folder) {
    return folder.resolve("token");
  }

  static Path caFile(Path folder) {
    return folder.resolve("ca.crt");
  }

  List<String> log() {
    return log.toString(StandardCharsets.UTF_8).lines().toList();
  }

  boolean isAlive() {
    return thread.isAlive();
  }

  @Override
  public void close() {
    thread.interrupt();
    operator.close();
    try {
      thread.join(Duration.ofSeconds(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
