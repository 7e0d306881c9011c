package dev.pgtether.testkit.cluster.built;

/** What was tried, on what, why it failed, and what to do next. */
public class ClusterException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public ClusterException(String message) {
    super(message);
  }

  public ClusterException(String message, Throwable cause) {
    super(message, cause);
  }
}
