package dev.pgtether.operator.api.crd;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/reference.md} shows every field of the definition as it is. */
class CrdReferenceTest {

  private static final Path COMMITTED_CRD = Path.of("..", "crds", GeneratedCrd.FILE);
  private static final Path COMMITTED_REFERENCE = Path.of("..", "docs", CrdReference.FILE);
  private static final Pattern FIELD_OR_SECTION =
      Pattern.compile("(?m)^(?:#+ `([^`]+)`|\\| `([^`.]+)` \\|)");

  @Test
  void the_committed_reference_is_rendered_from_the_committed_definition() throws IOException {
    assertThat(COMMITTED_REFERENCE)
        .as("run make crds, and commit what it changes")
        .content()
        .isEqualTo(CrdReference.of(GeneratedCrd.read(COMMITTED_CRD)));
  }

  @Test
  void every_field_of_the_generated_definition_has_a_row() throws IOException {
    // Given
    CustomResourceDefinition crd = GeneratedCrd.write();
    Set<String> fields = new TreeSet<>();
    collect("", crd.getSpec().getVersions().getLast().getSchema().getOpenAPIV3Schema(), fields);

    // When: make crds copies this file to docs/
    String reference = CrdReference.of(crd);
    Files.writeString(Path.of("target", "crds", CrdReference.FILE), reference);

    // Then
    assertThat(rows(reference)).isEqualTo(fields);
  }

  private static void collect(String path, JSONSchemaProps schema, Set<String> fields) {
    if (schema.getProperties() != null) {
      schema
          .getProperties()
          .forEach(
              (name, child) -> {
                String field = path.isEmpty() ? name : path + "." + name;
                fields.add(field);
                collect(field, child, fields);
              });
    }
    if (schema.getItems() != null) {
      collect(path + "[]", schema.getItems().getSchema(), fields);
    }
    if (schema.getAdditionalProperties() != null) {
      collect(path + "{}", schema.getAdditionalProperties().getSchema(), fields);
    }
  }

  /** The paths of all rows, and the two top fields, which have a section but no row. */
  private static Set<String> rows(String reference) {
    Set<String> rows = new TreeSet<>(Set.of("spec", "status"));
    String section = "";
    for (MatchResult match : FIELD_OR_SECTION.matcher(reference).results().toList()) {
      if (match.group(1) != null) {
        section = match.group(1);
      } else {
        rows.add(section + "." + match.group(2));
      }
    }
    return rows;
  }
}
