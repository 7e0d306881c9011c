package dev.pgtether.testkit.it.agent;

import dev.pgtether.testkit.cluster.TestPodSpec;
import dev.pgtether.testkit.knownclients.ClientKind;
import dev.pgtether.testkit.knownclients.ClientPodSpec;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import java.util.List;
import java.util.Map;

/**
 * A pod of clients that run as 1000:1000, with the agent beside them.
 *
 * @param sharing one process namespace for all its containers
 * @param uid the agent's, with the same gid
 * @param capabilities all that the agent has
 */
record AgentPod(
    String name, boolean hostNetwork, boolean sharing, long uid, List<String> capabilities) {
  static final String AGENT = "pgtether-agent";
  private static final long CLIENTS = 1000;

  static AgentPod as(String name, long uid, String... capabilities) {
    return new AgentPod(name, false, false, uid, List.of(capabilities));
  }

  AgentPod sharingProcesses() {
    return new AgentPod(name, hostNetwork, true, uid, capabilities);
  }

  AgentPod onTheHostNetwork() {
    return new AgentPod(name, true, sharing, uid, capabilities);
  }

  ClientPodSpec clients(String node) {
    ClientPodSpec pod =
        ClientPodSpec.of(name, node, ClientKind.PSQL, ClientKind.POOL, ClientKind.SHARED);
    return hostNetwork ? pod.onHostNetwork() : pod;
  }

  /** The agent as a restricted container: it talks to nobody, and is asked by exec. */
  TestPodSpec beside(TestPodSpec clients, String image) {
    TestPodSpec plan = sharing ? clients.sharingProcesses() : clients;
    return plan.asUser(CLIENTS, CLIENTS)
        .withEdit(
            pod ->
                pod.editSpec()
                    .addToContainers(
                        new ContainerBuilder()
                            .withName(AGENT)
                            .withImage(image)
                            .withImagePullPolicy("Never")
                            .withArgs("exchange")
                            .addNewEnv()
                            .withName("PGTETHER_OPERATOR")
                            .withValue("https://127.0.0.1:9")
                            .endEnv()
                            .withNewResources()
                            .withLimits(Map.of("memory", new Quantity("64Mi")))
                            .endResources()
                            .withSecurityContext(
                                new SecurityContextBuilder()
                                    .withRunAsUser(uid)
                                    .withRunAsGroup(uid)
                                    .withReadOnlyRootFilesystem(true)
                                    .withAllowPrivilegeEscalation(false)
                                    .withNewCapabilities()
                                    .withDrop("ALL")
                                    .withAdd(capabilities)
                                    .endCapabilities()
                                    .withNewSeccompProfile()
                                    .withType("RuntimeDefault")
                                    .endSeccompProfile()
                                    .build())
                            .build())
                    .endSpec());
  }
}
