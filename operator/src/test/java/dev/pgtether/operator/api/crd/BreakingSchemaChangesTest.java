package dev.pgtether.operator.api.crd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class BreakingSchemaChangesTest {

  private final CustomResourceDefinition before = GeneratedCrd.write();
  private final CustomResourceDefinition after = GeneratedCrd.write();

  @Test
  void the_same_definition_breaks_nothing() {
    assertThat(BreakingSchemaChanges.breaking(before, after)).isEmpty();
  }

  @Test
  void a_removed_field_breaks_and_is_named() {
    editDatabaseSchema(fields -> fields.getProperties().remove("connectTo"));

    assertBreaks(".spec.database.connectTo is gone");
  }

  @Test
  void an_added_field_breaks_nothing() {
    editDatabaseSchema(fields -> fields.getProperties().put("pool", new JSONSchemaProps()));

    assertThat(BreakingSchemaChanges.breaking(before, after)).isEmpty();
  }

  @Test
  void a_new_required_field_breaks() {
    editDatabaseSchema(fields -> fields.getRequired().add("tls"));

    assertBreaks(".spec.database.tls is required now");
  }

  @Test
  void another_type_breaks() {
    editDatabaseSchema(fields -> fields.getProperties().get("port").setType("string"));

    assertBreaks(".spec.database.port was of type integer and is of type string");
  }

  @Test
  void a_narrower_range_breaks_and_a_wider_one_does_not() {
    editDatabaseSchema(
        fields -> {
          fields.getProperties().get("port").setMaximum(1024.0);
          fields.getProperties().get("host").setMaxLength(1000L);
          fields.getProperties().get("alsoKnownAs").setMinItems(1L);
        });

    assertThat(BreakingSchemaChanges.breaking(before, after))
        .containsExactlyInAnyOrder(
            ".spec.database.port maximum was 65535.0 and is 1024.0",
            ".spec.database.alsoKnownAs minItems was not bounded and is 1");
  }

  @Test
  void a_word_that_is_no_longer_taken_breaks() {
    editDatabaseSchema(
        fields -> fields.getProperties().get("target").setEnum(List.of(TextNode.valueOf("any"))));

    assertBreaks(".spec.database.target no longer takes primary");
  }

  @Test
  void a_new_rule_breaks() {
    ValidationRule rule = new ValidationRule();
    rule.setRule("self.port > 0");
    editDatabaseSchema(fields -> fields.setXKubernetesValidations(List.of(rule)));

    assertBreaks(".spec.database has a new rule: self.port > 0");
  }

  @Test
  void a_version_that_is_no_longer_served_breaks() {
    after.getSpec().getVersions().getFirst().setServed(false);

    assertBreaks("v1alpha1 is no longer served");
  }

  @Test
  void a_lost_short_name_breaks() {
    after.getSpec().getNames().setShortNames(List.of("pgca"));

    assertBreaks("short name ca is gone");
  }

  private void assertBreaks(String change) {
    assertThat(BreakingSchemaChanges.breaking(before, after)).containsExactly(change);
  }

  private void editDatabaseSchema(Consumer<JSONSchemaProps> change) {
    change.accept(
        after
            .getSpec()
            .getVersions()
            .getFirst()
            .getSchema()
            .getOpenAPIV3Schema()
            .getProperties()
            .get("spec")
            .getProperties()
            .get("database"));
  }
}
