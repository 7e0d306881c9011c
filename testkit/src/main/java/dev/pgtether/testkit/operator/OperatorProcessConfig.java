package dev.pgtether.testkit.operator;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What an operator to be started is like.
 *
 * @param kubeconfig whose rights it has, and where the API server is
 * @param podName what it believes its pod is called
 * @param namespace where it believes it runs; its Lease and Secrets are there
 * @param address what it believes its pod's address is
 * @param environment further variables, {@code PGTETHER_…} for the most part
 * @param jvmOptions before those that it always gets
 */
public record OperatorProcessConfig(
    Path kubeconfig,
    String podName,
    String namespace,
    String address,
    Map<String, String> environment,
    List<String> jvmOptions) {

  public OperatorProcessConfig {
    environment = Map.copyOf(environment);
    jvmOptions = List.copyOf(jvmOptions);
  }

  /** As the owner of that file, in that namespace. */
  public static OperatorProcessConfig withKubeconfig(Path kubeconfig, String namespace) {
    return new OperatorProcessConfig(
        kubeconfig, "pgtether-0", namespace, "127.0.0.1", Map.of(), List.of());
  }

  public OperatorProcessConfig withPodName(String pod) {
    return new OperatorProcessConfig(kubeconfig, pod, namespace, address, environment, jvmOptions);
  }

  /** Where others find its ports: for agents, an address of this machine that pods reach. */
  public OperatorProcessConfig withAddress(String itsAddress) {
    return new OperatorProcessConfig(
        kubeconfig, podName, namespace, itsAddress, environment, jvmOptions);
  }

  public OperatorProcessConfig withVariable(String variable, String value) {
    Map<String, String> more = new HashMap<>(environment);
    more.put(variable, value);
    return new OperatorProcessConfig(kubeconfig, podName, namespace, address, more, jvmOptions);
  }

  public OperatorProcessConfig withJvmOptions(String... options) {
    return new OperatorProcessConfig(
        kubeconfig, podName, namespace, address, environment, List.of(options));
  }

  /** Starts it, and returns when it says that it is ready. */
  public OperatorProcess start() {
    return OperatorProcess.start(this);
  }
}
