package dev.pgtether.operator.admission;

/**
 * One step of a JSON patch (RFC 6902); this room only adds.
 *
 * @param op always {@code add}
 * @param path a JSON pointer
 * @param value anything that serialises to JSON
 */
record JsonPatchOperation(String op, String path, Object value) {

  static JsonPatchOperation add(String path, Object value) {
    return new JsonPatchOperation("add", path, value);
  }

  /** A key as a part of a path (RFC 6901, section 4). */
  static String escaped(String key) {
    return key.replace("~", "~0").replace("/", "~1");
  }
}
