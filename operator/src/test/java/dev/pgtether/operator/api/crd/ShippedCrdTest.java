package dev.pgtether.operator.api.crd;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The committed definition is what the records say. */
class ShippedCrdTest {

  private static final Path COMMITTED = Path.of("..", "crds", GeneratedCrd.FILE);

  @Test
  void what_the_committed_definition_took_is_still_taken() throws IOException {
    // Given
    CustomResourceDefinition generated = GeneratedCrd.write();

    // When
    CustomResourceDefinition committed =
        Files.exists(COMMITTED) ? GeneratedCrd.read(COMMITTED) : generated;

    // Then
    assertThat(BreakingSchemaChanges.breaking(committed, generated))
        .as("stored audits would break; where that is meant, copy target/crds to crds by hand")
        .isEmpty();
  }

  @Test
  void the_committed_definition_is_the_generated_one() throws IOException {
    assertThat(COMMITTED)
        .as("run make crds, and commit what it changes")
        .content()
        .isEqualTo(GeneratedCrd.document(GeneratedCrd.write()));
  }

  @Test
  void every_field_is_explained_and_bounded() {
    // Given
    JSONSchemaProps root =
        GeneratedCrd.write().getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema();
    List<String> lacking = new ArrayList<>();

    // When
    root.getProperties().forEach((name, schema) -> collectUnexplained("." + name, schema, lacking));

    // Then: kubectl explain has a text for each, and CEL's cost can be reckoned
    assertThat(lacking).isEmpty();
  }

  private static void collectUnexplained(
      String path, JSONSchemaProps schema, List<String> lacking) {
    boolean part = path.endsWith("[]") || path.endsWith("{}");
    if (schema.getDescription() == null && !(part && "string".equals(schema.getType()))) {
      lacking.add(path + " is not explained");
    }
    if ("string".equals(schema.getType())
        && schema.getMaxLength() == null
        && schema.getEnum().isEmpty()) {
      lacking.add(path + " may be of any length");
    }
    if ("array".equals(schema.getType())) {
      if (schema.getMaxItems() == null) {
        lacking.add(path + " may have any number of items");
      }
      collectUnexplained(path + "[]", schema.getItems().getSchema(), lacking);
    }
    if (schema.getAdditionalProperties() != null) {
      if (schema.getMaxProperties() == null) {
        lacking.add(path + " may have any number of entries");
      }
      collectUnexplained(path + "{}", schema.getAdditionalProperties().getSchema(), lacking);
    }
    if (schema.getProperties() != null) {
      schema
          .getProperties()
          .forEach((name, child) -> collectUnexplained(path + "." + name, child, lacking));
    }
  }
}
