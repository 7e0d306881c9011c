package dev.pgtether.testkit.it.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pgtether.testkit.cluster.ProductImage;
import dev.pgtether.testkit.need.NeedsRoot;
import dev.pgtether.testkit.need.NeedsWholeMachine;
import dev.pgtether.testkit.process.BoundedCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The images as files; what they do is tested in pods. */
@NeedsWholeMachine
@NeedsRoot
class ImagesIT {
  private static final Path CHECKOUT = Path.of("..");
  private static final Path IMAGES = CHECKOUT.resolve("target/images");
  private static final Duration BUILD = Duration.ofMinutes(5);
  private static final long AGENT_BYTES = 70_000_000;

  @BeforeAll
  static void somethingThatBuildsImages() {
    var lack = ProductImage.missingBuilder();
    assumeTrue(lack.isEmpty(), lack::orElseThrow);
  }

  @Test
  void the_same_sources_give_the_same_agent_image_to_the_last_byte() throws IOException {
    // Given
    build("agent");
    String digest = Files.readString(IMAGES.resolve("agent.digest"));
    Path first = Files.createTempFile("pgtether-agent", ".tar");
    try {
      Files.copy(IMAGES.resolve("agent.tar"), first, StandardCopyOption.REPLACE_EXISTING);

      // When
      build("agent");

      // Then
      assertThat(Files.readString(IMAGES.resolve("agent.digest"))).isEqualTo(digest);
      assertThat(Files.mismatch(first, IMAGES.resolve("agent.tar"))).isEqualTo(-1);
    } finally {
      Files.deleteIfExists(first);
    }
  }

  @Test
  void the_agent_is_small_and_runs_as_nobody_in_particular() throws IOException {
    ImageFile image = ImageFile.read(upToDate("agent").archive());
    JsonNode config = image.configuration().at("/config");

    assertThat(Files.size(IMAGES.resolve("agent.tar"))).isLessThanOrEqualTo(AGENT_BYTES);
    assertThat(config.at("/User").textValue()).isEqualTo("65532:65532");
    assertThat(config.at("/Entrypoint/0").textValue()).isEqualTo("/bin/agent");
    assertThat(config.at("/Labels/org.opencontainers.image.title").textValue())
        .isEqualTo("pgtether agent");
    assertThat(config.at("/Labels/org.opencontainers.image.revision").textValue())
        .matches("[0-9a-f]{40}|unknown");
  }

  @Test
  void nothing_in_the_agent_can_be_executed_but_java_and_nothing_can_be_written_but_tmp() {
    ImageFile image = ImageFile.read(upToDate("agent").archive());

    assertThat(
            image.files().values().stream()
                .filter(file -> file.isFile() && (file.getMode() & 0111) != 0)
                .map(file -> file.getName())
                .filter(name -> !name.contains(".so")))
        .containsExactlyInAnyOrder(
            "bin/agent",
            "usr/lib/pgtether/runtime/bin/java",
            "usr/lib/pgtether/runtime/lib/jspawnhelper",
            "usr/lib/pgtether/runtime/lib/jexec");
    assertThat(
            image.files().values().stream()
                .filter(file -> !file.isSymbolicLink() && (file.getMode() & 0022) != 0)
                .map(file -> file.getName()))
        .containsExactly("tmp/");
    assertThat(image.files().values()).allMatch(file -> file.getLongUserId() == 0);
  }

  @Test
  void its_bill_of_materials_names_every_jar_the_jdk_and_the_c_library() throws IOException {
    // Given
    ImageFile image = ImageFile.read(upToDate("agent").archive());
    String inside = image.texts().get("usr/share/sbom/agent.cdx.json");
    TreeSet<String> jars =
        image.files().keySet().stream()
            .filter(name -> name.startsWith("usr/lib/pgtether/lib/"))
            .filter(name -> name.endsWith(".jar"))
            .map(name -> name.replaceFirst(".*/(.*?)-[0-9][^/]*\\.jar$", "$1"))
            .collect(Collectors.toCollection(TreeSet::new));

    // When
    JsonNode bom = new ObjectMapper().readTree(inside);
    TreeSet<String> names = new TreeSet<>(bom.at("/components").findValuesAsText("name"));
    names.add(bom.at("/metadata/component/name").textValue());

    // Then
    assertThat(jars).hasSizeGreaterThan(3);
    assertThat(names).containsAll(jars).contains("GNU C library");
    assertThat(names).anyMatch(name -> name.startsWith("OpenJDK (java.base"));
    assertThat(inside).isEqualTo(Files.readString(IMAGES.resolve("agent.cdx.json")));
  }

  private static ProductImage upToDate(String name) {
    return ProductImage.buildIfStale(CHECKOUT, name);
  }

  private static void build(String name) {
    List<String> words = List.of(CHECKOUT.resolve("build/images").toString(), name);
    new BoundedCommand(words, BUILD).run();
  }
}
