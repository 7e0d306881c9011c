package dev.pgtether.operator.api.crd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class SchemaChangesTest {

  private final CustomResourceDefinition before = GeneratedCrd.write();
  private final CustomResourceDefinition after = GeneratedCrd.write();

  @Test
  void theSameDefinitionBreaksNothing() {
    assertThat(SchemaChanges.breaking(before, after)).isEmpty();
  }

  @Test
  void aRemovedFieldBreaksAndIsNamed() {
    database(fields -> fields.getProperties().remove("connectTo"));

    assertBreaks(".spec.database.connectTo is gone");
  }

  @Test
  void anAddedFieldBreaksNothing() {
    database(fields -> fields.getProperties().put("pool", new JSONSchemaProps()));

    assertThat(SchemaChanges.breaking(before, after)).isEmpty();
  }

  @Test
  void aNewRequiredFieldBreaks() {
    database(fields -> fields.getRequired().add("tls"));

    assertBreaks(".spec.database.tls is required now");
  }

  @Test
  void anotherTypeBreaks() {
    database(fields -> fields.getProperties().get("port").setType("string"));

    assertBreaks(".spec.database.port was of type integer and is of type string");
  }

  @Test
  void aNarrowerRangeBreaksAndAWiderOneDoesNot() {
    database(
        fields -> {
          fields.getProperties().get("port").setMaximum(1024.0);
          fields.getProperties().get("host").setMaxLength(1000L);
          fields.getProperties().get("alsoKnownAs").setMinItems(1L);
        });

    assertThat(SchemaChanges.breaking(before, after))
        .containsExactlyInAnyOrder(
            ".spec.database.port maximum was 65535.0 and is 1024.0",
            ".spec.database.alsoKnownAs minItems was not bounded and is 1");
  }

  @Test
  void aWordThatIsNoLongerTakenBreaks() {
    database(
        fields -> fields.getProperties().get("target").setEnum(List.of(TextNode.valueOf("any"))));

    assertBreaks(".spec.database.target no longer takes primary");
  }

  @Test
  void aNewRuleBreaks() {
    ValidationRule rule = new ValidationRule();
    rule.setRule("self.port > 0");
    database(fields -> fields.setXKubernetesValidations(List.of(rule)));

    assertBreaks(".spec.database has a new rule: self.port > 0");
  }

  @Test
  void aVersionThatIsNoLongerServedBreaks() {
    after.getSpec().getVersions().getFirst().setServed(false);

    assertBreaks("v1alpha1 is no longer served");
  }

  @Test
  void aLostShortNameBreaks() {
    after.getSpec().getNames().setShortNames(List.of("pgca"));

    assertBreaks("short name ca is gone");
  }

  private void assertBreaks(String change) {
    assertThat(SchemaChanges.breaking(before, after)).containsExactly(change);
  }

  private void database(Consumer<JSONSchemaProps> change) {
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
