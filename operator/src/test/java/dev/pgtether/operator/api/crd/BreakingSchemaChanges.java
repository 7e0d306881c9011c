package dev.pgtether.operator.api.crd;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a definition refuses, or loses, that the one before it took: resources that are stored, and
 * manifests that people keep, have to go on working.
 */
final class BreakingSchemaChanges {

  private final List<String> breaking = new ArrayList<>();

  private BreakingSchemaChanges() {}

  /** One line for each change that breaks something; none when everything goes on working. */
  static List<String> breaking(CustomResourceDefinition before, CustomResourceDefinition after) {
    BreakingSchemaChanges changes = new BreakingSchemaChanges();
    changes.compareNames(before, after);
    Map<String, CustomResourceDefinitionVersion> versions = new TreeMap<>();
    after.getSpec().getVersions().forEach(version -> versions.put(version.getName(), version));
    for (CustomResourceDefinitionVersion old : before.getSpec().getVersions()) {
      CustomResourceDefinitionVersion now = versions.get(old.getName());
      if (now == null || (old.getServed() && !now.getServed())) {
        changes.report(old.getName(), "is no longer served");
      } else {
        changes.compare(
            "", old.getSchema().getOpenAPIV3Schema(), now.getSchema().getOpenAPIV3Schema());
      }
    }
    return changes.breaking;
  }

  private void compareNames(CustomResourceDefinition before, CustomResourceDefinition after) {
    Set<String> lost = new HashSet<>(before.getSpec().getNames().getShortNames());
    lost.removeAll(after.getSpec().getNames().getShortNames());
    lost.forEach(name -> report("short name " + name, "is gone"));
    if (!before.getSpec().getScope().equals(after.getSpec().getScope())) {
      report("scope", "changed");
    }
  }

  private void compare(String path, JSONSchemaProps before, JSONSchemaProps after) {
    if (!Objects.equals(before.getType(), after.getType())) {
      report(path, "was of type " + before.getType() + " and is of type " + after.getType());
      return;
    }
    compareRanges(path, before, after);
    Set<String> words = new HashSet<>();
    before.getEnum().forEach(word -> words.add(word.asText()));
    after.getEnum().forEach(word -> words.remove(word.asText()));
    if (!after.getEnum().isEmpty()) {
      if (before.getEnum().isEmpty()) {
        report(path, "takes a few words only now");
      }
      words.forEach(word -> report(path, "no longer takes " + word));
    }
    Set<String> required = new HashSet<>(after.getRequired());
    before.getRequired().forEach(required::remove);
    required.forEach(name -> report(path + "." + name, "is required now"));
    compareRules(path, before, after);
    if (!Objects.equals(before.getDefault(), after.getDefault()) && before.getDefault() != null) {
      report(path, "had the default " + before.getDefault() + " and has " + after.getDefault());
    }
    if (!Objects.equals(before.getXKubernetesListType(), after.getXKubernetesListType())
        || !before.getXKubernetesListMapKeys().equals(after.getXKubernetesListMapKeys())) {
      report(path, "is merged differently");
    }
    compareChildren(path, before, after);
  }

  private void compareRanges(String path, JSONSchemaProps before, JSONSchemaProps after) {
    upper(path, "maxLength", before, after, JSONSchemaProps::getMaxLength);
    upper(path, "maxItems", before, after, JSONSchemaProps::getMaxItems);
    upper(path, "maxProperties", before, after, JSONSchemaProps::getMaxProperties);
    upper(path, "maximum", before, after, JSONSchemaProps::getMaximum);
    lower(path, "minLength", before, after, JSONSchemaProps::getMinLength);
    lower(path, "minItems", before, after, JSONSchemaProps::getMinItems);
    lower(path, "minProperties", before, after, JSONSchemaProps::getMinProperties);
    lower(path, "minimum", before, after, JSONSchemaProps::getMinimum);
    if (after.getPattern() != null && !after.getPattern().equals(before.getPattern())) {
      report(path, "has another pattern: " + after.getPattern());
    }
  }

  private void compareRules(String path, JSONSchemaProps before, JSONSchemaProps after) {
    Set<String> known = new HashSet<>();
    before.getXKubernetesValidations().forEach(rule -> known.add(rule.getRule()));
    for (ValidationRule rule : after.getXKubernetesValidations()) {
      if (!known.contains(rule.getRule())) {
        report(path, "has a new rule: " + rule.getRule());
      }
    }
  }

  private void compareChildren(String path, JSONSchemaProps before, JSONSchemaProps after) {
    if (before.getItems() != null) {
      compare(path + "[]", before.getItems().getSchema(), after.getItems().getSchema());
    }
    if (before.getAdditionalProperties() != null) {
      compare(
          path + "{}",
          before.getAdditionalProperties().getSchema(),
          after.getAdditionalProperties().getSchema());
    }
    Map<String, JSONSchemaProps> now =
        after.getProperties() == null ? Map.of() : after.getProperties();
    if (before.getProperties() != null) {
      before
          .getProperties()
          .forEach(
              (name, schema) -> {
                JSONSchemaProps still = now.get(name);
                if (still == null) {
                  report(path + "." + name, "is gone");
                } else {
                  compare(path + "." + name, schema, still);
                }
              });
    }
  }

  private <N extends Number> void upper(
      String path,
      String what,
      JSONSchemaProps before,
      JSONSchemaProps after,
      Function<JSONSchemaProps, @Nullable N> bound) {
    narrowed(path, what, bound.apply(before), bound.apply(after), 1);
  }

  private <N extends Number> void lower(
      String path,
      String what,
      JSONSchemaProps before,
      JSONSchemaProps after,
      Function<JSONSchemaProps, @Nullable N> bound) {
    narrowed(path, what, bound.apply(before), bound.apply(after), -1);
  }

  private void narrowed(
      String path, String what, @Nullable Number before, @Nullable Number after, int sign) {
    if (after != null
        && (before == null
            || Double.compare(sign * before.doubleValue(), sign * after.doubleValue()) > 0)) {
      report(path, what + " was " + (before == null ? "not bounded" : before) + " and is " + after);
    }
  }

  private void report(String path, String change) {
    breaking.add((path.isEmpty() ? "(root)" : path) + " " + change);
  }
}
