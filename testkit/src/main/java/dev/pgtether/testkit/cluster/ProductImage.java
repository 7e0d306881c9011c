package dev.pgtether.testkit.cluster;

import dev.pgtether.testkit.process.BoundedCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An image of the product, as {@code build/images} leaves it in the checkout.
 *
 * @param name {@code agent}
 * @param reference what a pod calls it; with {@code imagePullPolicy: Never}
 * @param archive for {@link Cluster#load}
 */
public record ProductImage(String name, String reference, Path archive) {
  private static final Duration BUILD = Duration.ofMinutes(5);
  private static final String REFERENCE = ".reference";

  /** Those that were built, in whatever state the sources are by now. */
  public static List<ProductImage> listBuilt(Path checkout) {
    Path folder = folder(checkout);
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith(REFERENCE))
          .sorted()
          .map(file -> of(checkout, file.substring(0, file.length() - REFERENCE.length())))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + folder, e);
    }
  }

  /**
   * Why this machine cannot build images; empty when it can.
   *
   * @return a sentence without a subject, for a skip
   */
  public static Optional<String> missingBuilder() {
    return Stream.of("buildah", "docker")
            .anyMatch(builder -> BoundedCommand.of("sh", "-c", "command -v " + builder).succeeds())
        ? Optional.empty()
        : Optional.of("needs buildah (apt-get install buildah) or docker to build images");
  }

  /**
   * The image as the sources are now: built when it is older.
   *
   * @throws dev.pgtether.testkit.process.TestEnvironmentException when it cannot be built; says why
   */
  public static ProductImage buildIfStale(Path checkout, String name) {
    BoundedCommand.of(checkout.resolve("build/images").toString(), "--stale", name)
        .within(BUILD)
        .run();
    return of(checkout, name);
  }

  private static ProductImage of(Path checkout, String name) {
    Path folder = folder(checkout);
    try {
      return new ProductImage(
          name,
          Files.readString(folder.resolve(name + REFERENCE)).strip(),
          folder.resolve(name + ".tar"));
    } catch (IOException e) {
      throw new UncheckedIOException("no image " + name + " in " + folder, e);
    }
  }

  private static Path folder(Path checkout) {
    return checkout.resolve("target/images");
  }
}
