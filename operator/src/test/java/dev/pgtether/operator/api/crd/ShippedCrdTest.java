package dev.pgtether.operator.api.crd;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The committed definition is what the records say. */
class ShippedCrdTest {

  private static final Path COMMITTED = Path.of("..", "crds", GeneratedCrd.FILE);

  @Test
  void whatTheCommittedDefinitionTookIsStillTaken() throws IOException {
    // Given
    CustomResourceDefinition generated = GeneratedCrd.write();

    // When
    CustomResourceDefinition committed =
        Files.exists(COMMITTED) ? GeneratedCrd.read(COMMITTED) : generated;

    // Then
    assertThat(SchemaChanges.breaking(committed, generated))
        .as("stored audits would break; where that is meant, copy target/crds to crds by hand")
        .isEmpty();
  }

  @Test
  void theCommittedDefinitionIsTheGeneratedOne() throws IOException {
    assertThat(COMMITTED)
        .as("run make crds, and commit what it changes")
        .content()
        .isEqualTo(GeneratedCrd.document(GeneratedCrd.write()));
  }
}
