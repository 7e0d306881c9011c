package dev.pgtether.operator.kubernetes.status;

/** The installed custom resource definition does not know a field that this operator writes. */
public final class OutdatedSchemaException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String field;

  /**
   * @param field as the API server calls it: {@code .status.summary.pooled}
   */
  public OutdatedSchemaException(String field, Throwable cause) {
    super("the installed custom resource definition does not know " + field, cause);
    this.field = field;
  }

  public String field() {
    return field;
  }
}
