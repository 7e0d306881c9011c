package dev.pgtether.testkit.bench.cluster;

import dev.pgtether.testkit.cluster.Cluster;
import dev.pgtether.wire.Exchange;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Pods that nobody schedules and nobody runs, with agents in their manifests: to the operator they
 * are like others, and the API server gives out tokens for them.
 */
final class SimulatedPods {

  private static final int AT_ONCE = 8;
  private static final long TOKEN_SECONDS = 7_200;

  private final Cluster cluster;
  private final String namespace;
  private final SimulatedNetwork network;

  SimulatedPods(Cluster cluster, String namespace, SimulatedNetwork network) {
    this.cluster = cluster;
    this.namespace = namespace;
    this.network = network;
  }

  /**
   * Creates them.
   *
   * @param withAddresses whether the API server knows their addresses, as after a start
   * @return a file with a line for each: its address and its agent's token
   */
  Path create(int count, boolean withAddresses) {
    List<Callable<String>> tasks = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      int which = number;
      tasks.add(() -> create(which, network.address(which), withAddresses));
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
      List<String> lines = new ArrayList<>(count);
      for (Future<String> line : threads.invokeAll(tasks)) {
        lines.add(line.get());
      }
      // by default only its owner may read it
      return Files.write(Files.createTempFile("pgtether-agents", ".tokens"), lines);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while pods were made", interrupted);
    } catch (ExecutionException failed) {
      throw new IllegalStateException("a simulated pod could not be made", failed.getCause());
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  private String create(int number, String address, boolean withAddress) {
    Pod pod = cluster.client().resource(manifest(number)).create();
    if (withAddress) {
      cluster
          .client()
          .resource(
              new PodBuilder(pod)
                  .editOrNewStatus()
                  .withPhase("Running")
                  .withPodIP(address)
                  .addNewPodIP(address)
                  .endStatus()
                  .build())
          .updateStatus();
    }
    return address + " " + token(pod);
  }

  private Pod manifest(int number) {
    return new PodBuilder()
        .withNewMetadata()
        .withName("simulated-" + number)
        .withNamespace(namespace)
        .endMetadata()
        .withNewSpec()
        .withSchedulerName("nobody")
        .withTerminationGracePeriodSeconds(0L)
        .addNewContainer()
        .withName("agent")
        .withImage("nothing:1")
        .addNewEnv()
        .withName("PGTETHER_OPERATOR")
        .withValue("https://operator:8443")
        .endEnv()
        .endContainer()
        .endSpec()
        .build();
  }

  private String token(Pod pod) {
    TokenRequest request =
        new TokenRequestBuilder()
            .withNewSpec()
            .withAudiences(Exchange.AUDIENCE)
            .withExpirationSeconds(TOKEN_SECONDS)
            .withNewBoundObjectRef()
            .withApiVersion("v1")
            .withKind("Pod")
            .withName(pod.getMetadata().getName())
            .withUid(pod.getMetadata().getUid())
            .endBoundObjectRef()
            .endSpec()
            .build();
    return cluster
        .client()
        .serviceAccounts()
        .inNamespace(namespace)
        .withName("default")
        .tokenRequest(request)
        .getStatus()
        .getToken();
  }
}
