package dev.pgtether.testkit.yardstick;

import dev.pgtether.testkit.client.Clients;
import dev.pgtether.testkit.cluster.Cluster;
import dev.pgtether.testkit.cluster.PodPlan;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A pod of clients.
 *
 * @param node null: wherever the scheduler puts it
 * @param containers the clients of each, by its name; the first is the plan's own
 */
public record ClientPod(
    String name,
    @Nullable String node,
    boolean hostNetwork,
    SortedMap<String, List<ClientKind>> containers) {

  public ClientPod {
    if (containers.values().stream()
        .anyMatch(kinds -> kinds.contains(ClientKind.CHURN) && kinds.size() > 1)) {
      throw new IllegalArgumentException(
          "churn needs a container of its own: its connections cannot be told from others");
    }
  }

  public static ClientPod of(String name, @Nullable String node, ClientKind... kinds) {
    SortedMap<String, List<ClientKind>> containers = new TreeMap<>();
    containers.put(PodPlan.CONTAINER, List.of(kinds));
    return new ClientPod(name, node, false, containers);
  }

  public ClientPod onTheHostNetwork() {
    return new ClientPod(name, node, true, containers);
  }

  /** A second container beside the first. */
  public ClientPod and(String container, ClientKind... kinds) {
    SortedMap<String, List<ClientKind>> more = new TreeMap<>(containers);
    more.put(container, List.of(kinds));
    return new ClientPod(name, node, hostNetwork, more);
  }

  int connections(String container) {
    return containers.getOrDefault(container, List.of()).stream()
        .mapToInt(ClientKind::connections)
        .sum();
  }

  /** The pod, with its clients on their way to the database. */
  PodPlan reaching(Database database) {
    PodPlan pod = PodPlan.named(name).from(Cluster.JAVA_CLIENT_IMAGE);
    pod = node == null ? pod : pod.on(node);
    pod = hostNetwork ? pod.onTheHostNetwork() : pod;
    return pod.edited(builder -> withClients(builder, database));
  }

  private PodBuilder withClients(PodBuilder pod, Database database) {
    var spec = pod.editSpec();
    spec.removeAllFromContainers(List.copyOf(spec.buildContainers()));
    containers.forEach(
        (container, kinds) -> {
          List<String> command =
              new ArrayList<>(List.of(Script.SHELL, "-c", Script.CLIENT.text(), "client"));
          kinds.forEach(kind -> command.add(kind.word()));
          spec.addToContainers(
              new ContainerBuilder()
                  .withName(container)
                  .withImage(Cluster.JAVA_CLIENT_IMAGE)
                  .withImagePullPolicy("Never")
                  .withCommand(command)
                  .withEnv(environment(container, database))
                  .build());
        });
    return spec.endSpec();
  }

  private static List<EnvVar> environment(String container, Database database) {
    List<EnvVar> variables = new ArrayList<>();
    variables.add(
        new EnvVarBuilder()
            .withName("POD")
            .withNewValueFrom()
            .withNewFieldRef()
            .withFieldPath("metadata.name")
            .endFieldRef()
            .endValueFrom()
            .build());
    Map.of("CONTAINER", container, "SHARE", Clients.sharingScript())
        .forEach((name, value) -> variables.add(variable(name, value)));
    database.environment().forEach((name, value) -> variables.add(variable(name, value)));
    return variables;
  }

  private static EnvVar variable(String name, String value) {
    return new EnvVarBuilder().withName(name).withValue(value).build();
  }
}
