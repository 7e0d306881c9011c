package dev.pgtether.correlation.golden;

import dev.pgtether.correlation.engine.Correlation;
import dev.pgtether.correlation.pairing.AuditObservation;
import dev.pgtether.correlation.pairing.PairingMemory;
import dev.pgtether.correlation.pairing.PairingOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A folder with one audit, the audit before it where that matters, and the pairings that they must
 * give.
 */
record GoldenCase(Path folder) {

  private static final String ACTIVITY = "activity.txt";
  private static final String SOCKETS = "sockets.txt";
  private static final String CLUSTER = "cluster.txt";
  private static final String PAIRINGS = "pairings.txt";
  private static final String BEFORE = "before";
  private static final String README = "README.md";

  /**
   * The cases in {@code root}, by name.
   *
   * @throws IllegalArgumentException when there is anything but case folders and {@code README.md}
   */
  static List<GoldenCase> readAll(Path root) throws IOException {
    try (Stream<Path> entries = Files.list(root)) {
      return entries
          .filter(entry -> !entry.endsWith(README))
          .sorted()
          .map(
              entry -> {
                if (!Files.isDirectory(entry)) {
                  throw new IllegalArgumentException(entry + " is left over: not a case");
                }
                return new GoldenCase(entry);
              })
          .toList();
    }
  }

  String name() {
    return folder.getFileName().toString();
  }

  /**
   * The result of the audit, as {@code pairings.txt} writes it.
   *
   * @throws IllegalArgumentException for a file that does not belong to a case, or cannot be read
   */
  String actual() throws IOException {
    checkFiles();
    Path before = folder.resolve(BEFORE);
    PairingMemory pairingMemory = PairingMemory.NONE;
    if (Files.exists(before)) {
      if (!(audit(before, PairingMemory.NONE) instanceof PairingOutcome.Paired paired)) {
        throw new IllegalArgumentException(before + " is void, so it leaves no memory");
      }
      pairingMemory = paired.memory();
    }
    return PairingsTextWriter.of(audit(folder, pairingMemory), clusterIn(folder) != null);
  }

  String expected() throws IOException {
    return Files.readString(folder.resolve(PAIRINGS));
  }

  void record(String outcome) throws IOException {
    Files.writeString(folder.resolve(PAIRINGS), outcome);
  }

  private static PairingOutcome audit(Path folder, PairingMemory pairingMemory) {
    ActivityFile activity = ActivityFile.read(folder.resolve(ACTIVITY));
    SocketsFile sockets = SocketsFile.read(folder.resolve(SOCKETS));
    ClusterFile cluster = clusterIn(folder);
    return Correlation.pair(
        new AuditObservation(
            activity.reading("A1"),
            sockets.reports(),
            cluster == null ? Set.of() : cluster.silentPodUids(),
            activity.reading("A2"),
            activity.endpoints(),
            pairingMemory,
            cluster == null ? null : cluster.cluster()));
  }

  private static @Nullable ClusterFile clusterIn(Path folder) {
    Path file = folder.resolve(CLUSTER);
    return Files.exists(file) ? ClusterFile.read(file) : null;
  }

  private void checkFiles() throws IOException {
    checkFiles(folder, Set.of(ACTIVITY, SOCKETS, CLUSTER, PAIRINGS, BEFORE));
    if (Files.exists(folder.resolve(BEFORE))) {
      checkFiles(folder.resolve(BEFORE), Set.of(ACTIVITY, SOCKETS, CLUSTER));
    }
  }

  private static void checkFiles(Path folder, Set<String> known) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      entries.forEach(
          entry -> {
            if (!known.contains(entry.getFileName().toString())) {
              throw new IllegalArgumentException(entry + " is left over: a case has " + known);
            }
          });
    }
  }
}
