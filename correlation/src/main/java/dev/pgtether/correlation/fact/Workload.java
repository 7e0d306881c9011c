package dev.pgtether.correlation.fact;

/**
 * The top controller of a pod: what a person deploys, restarts and blames.
 *
 * @param kind for instance {@code Deployment}; {@code Pod} for a pod that nothing controls
 * @param namespace the pod's own
 * @param name of the controller, or of the pod itself
 */
public record Workload(String kind, String namespace, String name) {

  /** {@code Deployment/checkout}. */
  @Override
  public String toString() {
    return kind + "/" + name;
  }
}
