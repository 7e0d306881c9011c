package dev.pgtether.operator.api.crd;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** What a definition needs and annotations on records cannot say. */
final class CrdPostProcessing {

  /** Lists whose items have a name, so that several writers may each own some. */
  private static final Map<String, String> LIST_MAP_KEYS =
      Map.of(
          ".spec.hooks", "name",
          ".status.conditions", "type",
          ".status.acts", "id");

  private static final Map<String, String> DESCRIPTIONS =
      Map.of(
          ".spec", "What to audit and how.",
          ".spec.hooks[]", "What to do about findings of one class.",
          ".spec.hooks[].steps[]", "One thing to do, and when.",
          ".spec.poolers[]", "A connection pooler in front of the server.",
          ".spec.expectedClients[]", "Clients that fit every part that is given are expected.",
          ".spec.database.alsoKnownAs[]", "A Service, or an IP address with its port.",
          ".status", "What the audits came to. Written by the operator alone.",
          ".status.conditions[]", "One answer to a question about the audit.",
          ".status.findings[]", "One problem, with a subject to blame.",
          ".status.acts[]", "What a hook did, or would have done.");

  private CrdPostProcessing() {}

  static void complete(CustomResourceDefinition crd, Class<?> resource) {
    List<String> columns =
        Arrays.stream(resource.getAnnotationsByType(AdditionalPrinterColumn.class))
            .map(AdditionalPrinterColumn::name)
            .toList();
    for (CustomResourceDefinitionVersion version : crd.getSpec().getVersions()) {
      List<CustomResourceColumnDefinition> sorted =
          new ArrayList<>(version.getAdditionalPrinterColumns());
      sorted.sort(Comparator.comparingInt(column -> columns.indexOf(column.getName())));
      version.setAdditionalPrinterColumns(sorted);
      JSONSchemaProps root = version.getSchema().getOpenAPIV3Schema();
      root.setDescription(resource.getAnnotation(JsonClassDescription.class).value());
      root.setRequired(List.of("spec"));
      root.getProperties().forEach((name, schema) -> complete("." + name, schema));
    }
  }

  private static void complete(String path, JSONSchemaProps schema) {
    // The generator takes a record component's rules twice, from its field and from its accessor.
    schema.setXKubernetesValidations(
        new ArrayList<>(new LinkedHashSet<>(schema.getXKubernetesValidations())));
    if (DESCRIPTIONS.containsKey(path)) {
      schema.setDescription(DESCRIPTIONS.get(path));
    }
    if (path.startsWith(".status.")) {
      // A newer operator may write words that an older definition does not know.
      schema.setEnum(List.of());
      if ("string".equals(schema.getType()) && schema.getMaxLength() == null) {
        schema.setMaxLength(64L);
      }
    }
    if ("array".equals(schema.getType())) {
      String key = LIST_MAP_KEYS.get(path);
      schema.setXKubernetesListType(key == null ? "atomic" : "map");
      schema.setXKubernetesListMapKeys(key == null ? List.of() : List.of(key));
      complete(path + "[]", schema.getItems().getSchema());
    }
    if (schema.getProperties() != null) {
      schema.getProperties().forEach((name, child) -> complete(path + "." + name, child));
    }
  }
}
