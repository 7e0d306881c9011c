package dev.pgtether.operator.cluster;

import dev.pgtether.operator.cluster.pods.PodDirectory;
import dev.pgtether.operator.cluster.services.ServiceRoutes;
import dev.pgtether.operator.cluster.watch.ProcessClocks;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The one index of the application; it is filled from when somebody first asks for it. */
@ApplicationScoped
public class ClusterBeans {

  /**
   * Serves as {@link ClusterIndex}, {@link ServiceRoutes} and {@link PodDirectory}. Of every
   * namespace, whichever audits are acted on: an address may be any pod's, and nobody is told apart
   * from pods that are not known.
   */
  @Produces
  @Singleton
  WatchedClusterIndex watchedCluster(
      KubernetesClient client,
      @ConfigProperty(name = "pgtether.tenancy.admin-namespaces")
          Optional<List<String>> administrators) {
    WatchedClusterIndex cluster =
        new WatchedClusterIndex(
            client, Set.copyOf(administrators.orElse(List.of())), ProcessClocks.SYSTEM);
    cluster.start();
    return cluster;
  }

  void stop(@Disposes WatchedClusterIndex cluster) {
    cluster.close();
  }
}
