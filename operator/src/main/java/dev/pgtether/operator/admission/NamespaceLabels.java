package dev.pgtether.operator.admission;

import java.util.Map;

/** What a namespace is labelled with. */
@FunctionalInterface
interface NamespaceLabels {

  /** The labels of {@code namespace}; none where they cannot be had. */
  Map<String, String> of(String namespace);
}
