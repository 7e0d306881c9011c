package dev.pgtether.operator.api;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lists of a resource: one that is left out is empty. */
final class CollectionDefaults {

  private CollectionDefaults() {}

  static <T> List<T> orEmpty(@Nullable List<T> list) {
    return list == null ? List.of() : List.copyOf(list);
  }

  static <V> Map<String, V> orEmpty(@Nullable Map<String, V> map) {
    return map == null ? Map.of() : Map.copyOf(map);
  }
}
