package dev.pgtether.testkit.knownclients;

import dev.pgtether.testkit.client.ClientLauncher;
import dev.pgtether.testkit.cluster.Cluster;
import dev.pgtether.testkit.cluster.TestPodSpec;
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
public record ClientPodSpec(
    String name,
    @Nullable String node,
    boolean hostNetwork,
    SortedMap<String, List<ClientKind>> containers) {

  public ClientPodSpec {
    if (containers.values().stream()
        .anyMatch(kinds -> kinds.contains(ClientKind.CHURN) && kinds.size() > 1)) {
      throw new IllegalArgumentException(
          "churn needs a container of its own: its connections cannot be told from others");
    }
  }

  public static ClientPodSpec of(String name, @Nullable String node, ClientKind... kinds) {
    SortedMap<String, List<ClientKind>> containers = new TreeMap<>();
    containers.put(TestPodSpec.CONTAINER, List.of(kinds));
    return new ClientPodSpec(name, node, false, containers);
  }

  public ClientPodSpec onHostNetwork() {
    return new ClientPodSpec(name, node, true, containers);
  }

  /** A second container beside the first. */
  public ClientPodSpec withContainer(String container, ClientKind... kinds) {
    SortedMap<String, List<ClientKind>> more = new TreeMap<>(containers);
    more.put(container, List.of(kinds));
    return new ClientPodSpec(name, node, hostNetwork, more);
  }

  int connections(String container) {
    return containers.getOrDefault(container, List.of()).stream()
        .mapToInt(ClientKind::connections)
        .sum();
  }

  /** The pod, with its clients on their way to the database. */
  TestPodSpec toPodSpec(DatabaseAddress databaseAddress) {
    TestPodSpec pod = TestPodSpec.named(name).withImage(Cluster.JAVA_CLIENT_IMAGE);
    pod = node == null ? pod : pod.onNode(node);
    pod = hostNetwork ? pod.onHostNetwork() : pod;
    return pod.withEdit(builder -> withClients(builder, databaseAddress));
  }

  private PodBuilder withClients(PodBuilder pod, DatabaseAddress databaseAddress) {
    var spec = pod.editSpec();
    spec.removeAllFromContainers(List.copyOf(spec.buildContainers()));
    containers.forEach(
        (container, kinds) -> {
          List<String> command =
              new ArrayList<>(
                  List.of(ContainerScript.SHELL, "-c", ContainerScript.CLIENT.text(), "client"));
          kinds.forEach(kind -> command.add(kind.word()));
          spec.addToContainers(
              new ContainerBuilder()
                  .withName(container)
                  .withImage(Cluster.JAVA_CLIENT_IMAGE)
                  .withImagePullPolicy("Never")
                  .withCommand(command)
                  .withEnv(environment(container, databaseAddress))
                  .build());
        });
    return spec.endSpec();
  }

  private static List<EnvVar> environment(String container, DatabaseAddress databaseAddress) {
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
    Map.of("CONTAINER", container, "SHARE", ClientLauncher.forkScript())
        .forEach((name, value) -> variables.add(variable(name, value)));
    databaseAddress.environment().forEach((name, value) -> variables.add(variable(name, value)));
    return variables;
  }

  private static EnvVar variable(String name, String value) {
    return new EnvVarBuilder().withName(name).withValue(value).build();
  }
}
