package dev.pgtether.testkit.cluster.built;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.pgtether.testkit.process.TestEnvironmentException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What this cluster made of the machine's: the only list that a teardown goes by.
 *
 * <p>A file of lines, {@code kind value value}. A thing is written down before it is made, so that
 * whoever is killed in between leaves at worst a line without a thing.
 */
record TeardownLog(Path file) {
  /** Kinds of lines. */
  enum Kind {
    /** A node's process: PID and start, written by that process itself. */
    NODE,
    /** A network link on the machine: its name. */
    LINK,
    /** A folder in every cgroup hierarchy: its name. */
    CGROUP,
    /** The boot reached its end: for whom it was done. */
    COMPLETE,
    /** A repair began: until the next COMPLETE nothing is known. */
    REPAIR
  }

  record Entry(Kind kind, List<String> values) {
    String value() {
      return values.getFirst();
    }
  }

  void add(Kind kind, String... values) {
    String line = kind + " " + String.join(" ", values) + "\n";
    try (FileChannel channel = FileChannel.open(file, CREATE, WRITE, APPEND)) {
      channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
      channel.force(true);
    } catch (IOException e) {
      throw new TestEnvironmentException(
          "cannot write the ledger " + file + ": " + e.getMessage(), e);
    }
  }

  List<Entry> lines() {
    if (!Files.exists(file)) {
      return List.of();
    }
    try {
      return Files.readAllLines(file).stream()
          .filter(line -> !line.isBlank())
          .map(TeardownLog::parse)
          .toList();
    } catch (IOException e) {
      throw new TestEnvironmentException(
          "cannot read the ledger " + file + ": " + e.getMessage(), e);
    }
  }

  Stream<Entry> lines(Kind kind) {
    return lines().stream().filter(entry -> entry.kind() == kind);
  }

  /** For whom the last boot was done, when that boot or repair reached its end. */
  Optional<ClusterOwner> owner() {
    return lines().reversed().stream()
        .filter(entry -> entry.kind() == Kind.COMPLETE || entry.kind() == Kind.REPAIR)
        .findFirst()
        .filter(entry -> entry.kind() == Kind.COMPLETE)
        .map(entry -> ClusterOwner.valueOf(entry.value()));
  }

  private static Entry parse(String line) {
    String[] words = line.split(" ", -1);
    return new Entry(Kind.valueOf(words[0]), Arrays.asList(words).subList(1, words.length));
  }
}
