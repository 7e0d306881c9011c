package dev.pgtether.testkit.cluster;

import dev.pgtether.testkit.process.BoundedCommand;
import dev.pgtether.testkit.process.ConditionWait;
import dev.pgtether.testkit.process.TestEnvironmentException;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A namespace for one test class, deleted with all that is in it. */
public final class TestNamespace implements AutoCloseable {
  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

  /**
   * Controllers pause for up to a minute after an API server that was away (client-go's reflectors
   * back off to 30 s, with jitter to twice that).
   */
  private static final Duration CONTROLLER_TIMEOUT = Duration.ofMinutes(3);

  private static final Duration EXEC_TIMEOUT = Duration.ofSeconds(30);
  private static final int SUFFIX = 6;
  private static final String PORT = "postgres";

  private final KubernetesClient client;
  private final String namespace;

  private TestNamespace(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  /**
   * Creates it, and waits until pods may run in it.
   *
   * @param name what its name begins with
   */
  public static TestNamespace create(Cluster cluster, String name) {
    return createNamed(cluster, name + "-" + UUID.randomUUID().toString().substring(0, SUFFIX));
  }

  /** The same under a name that must be free. */
  public static TestNamespace createNamed(Cluster cluster, String namespace) {
    KubernetesClient client = cluster.client();
    client
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(namespace)
                .addToLabels("kubernetes.io/metadata.name", namespace)
                .endMetadata()
                .build())
        .create();
    // the account comes a moment after its namespace, and a pod before it is refused
    ConditionWait.atMost(CONTROLLER_TIMEOUT)
        .until(
            "namespace " + namespace + " has its default account",
            () ->
                client.serviceAccounts().inNamespace(namespace).withName("default").get() != null);
    return new TestNamespace(client, namespace);
  }

  public String namespace() {
    return namespace;
  }

  /** Starts a pod and waits until it is ready. */
  public Pod runPod(TestPodSpec plan) {
    createPod(plan);
    return awaitReady(plan.name());
  }

  /** Creates a pod; as the API server has it before anybody has begun to run it. */
  public Pod createPod(TestPodSpec plan) {
    return client.resource(plan.build(namespace)).create();
  }

  public Pod awaitReady(String pod) {
    var resource = client.pods().inNamespace(namespace).withName(pod);
    ConditionWait.atMost(START_TIMEOUT)
        .until("pod " + namespace + "/" + pod + " is ready", resource::isReady);
    return resource.get();
  }

  /**
   * A Service that leads to a database outside the cluster: no selector, one endpoint, port 5432.
   *
   * @param name its name inside the namespace
   */
  public void serviceTo(String name, String address, int port) {
    client
        .resource(
            new ServiceBuilder()
                .withMetadata(metadata(name))
                .withNewSpec()
                .addNewPort()
                .withName(PORT)
                .withPort(5432)
                .withNewTargetPort(port)
                .endPort()
                .endSpec()
                .build())
        .create();
    client.resource(endpoint(name, address, port)).create();
  }

  /** Leads such a Service to another database, as after a fail-over. */
  public void redirectService(String name, String address, int port) {
    client.resource(endpoint(name, address, port)).update();
  }

  private EndpointSlice endpoint(String name, String address, int port) {
    return new EndpointSliceBuilder()
        .withMetadata(
            new ObjectMetaBuilder(metadata(name))
                .addToLabels("kubernetes.io/service-name", name)
                .build())
        .withAddressType("IPv4")
        .addNewPort()
        .withName(PORT)
        .withPort(port)
        .endPort()
        .addNewEndpoint()
        .withAddresses(address)
        .withNewConditions()
        .withReady(true)
        .endConditions()
        .endEndpoint()
        .build();
  }

  private ObjectMeta metadata(String name) {
    return new ObjectMetaBuilder().withName(name).withNamespace(namespace).build();
  }

  /** Deletes a pod at once and waits until the API server has forgotten it. */
  public void deletePod(String pod) {
    var resource = client.pods().inNamespace(namespace).withName(pod);
    resource.withGracePeriod(0).delete();
    ConditionWait.atMost(START_TIMEOUT)
        .until("pod " + pod + " is gone", () -> resource.get() == null);
  }

  /**
   * Runs a command in a pod for at most 30 s.
   *
   * @return what it wrote to both its streams
   * @throws TestEnvironmentException when it ends with another code than 0
   */
  public String exec(String pod, String... words) {
    return execIn(pod, null, words);
  }

  /**
   * The same in one of several containers.
   *
   * @param container null: the pod's only one
   */
  public String execIn(String pod, @Nullable String container, String... words) {
    BoundedCommand.Result result = attemptIn(pod, container, words);
    if (result.code() != 0) {
      throw failed(
          pod, "it ended with " + result.code() + ": " + result.output().strip(), null, words);
    }
    return result.output();
  }

  /** The same for a command that may end with another code than 0. */
  public BoundedCommand.Result attemptIn(String pod, @Nullable String container, String... words) {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    var named = client.pods().inNamespace(namespace).withName(pod);
    var target = container == null ? named : named.inContainer(container);
    try (ExecWatch watch = target.writingOutput(output).writingError(output).exec(words)) {
      int code = watch.exitCode().get(EXEC_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
      return new BoundedCommand.Result(code, output.toString(StandardCharsets.UTF_8));
    } catch (TimeoutException | ExecutionException e) {
      throw failed(pod, e.toString(), e, words);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed(pod, "interrupted", e, words);
    }
  }

  private TestEnvironmentException failed(
      String pod, String why, @Nullable Exception cause, String... words) {
    String what = "`%s` in pod %s/%s: %s".formatted(String.join(" ", words), namespace, pod, why);
    return cause == null
        ? new TestEnvironmentException(what)
        : new TestEnvironmentException(what, cause);
  }

  @Override
  public void close() {
    client.namespaces().withName(namespace).delete();
  }
}
