package dev.pgtether.correlation.fact;

/**
 * The top controller of a pod: what a person deploys and restarts.
 *
 * @param kind for example {@code Deployment}; {@code Pod} for a pod without a controller
 * @param namespace the namespace of the pod
 * @param name the name of the controller, or of the pod itself
 */
public record Workload(String kind, String namespace, String name) {

  /** {@code Deployment/checkout}. */
  @Override
  public String toString() {
    return kind + "/" + name;
  }
}
