package dev.pgtether.testkit.cluster;

import dev.pgtether.testkit.cluster.built.ClientImage;
import dev.pgtether.testkit.cluster.built.KubernetesClientFactory;
import dev.pgtether.testkit.process.TestEnvironmentException;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.testcontainers.containers.Container;
import org.testcontainers.k3s.K3sContainer;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/** K3s in a container of Docker's: one node. */
record DockerCluster(K3sContainer container, Path kubeconfig, KubernetesClient client)
    implements Cluster {
  private static final DockerImageName K3S = DockerImageName.parse("rancher/k3s:v1.34.4-k3s1");

  static DockerCluster start() {
    K3sContainer container = new K3sContainer(K3S);
    container.start();
    try {
      Path kubeconfig = Files.createTempFile("pgtether-k3s", ".kubeconfig");
      Files.writeString(kubeconfig, container.getKubeConfigYaml());
      DockerCluster cluster =
          new DockerCluster(container, kubeconfig, KubernetesClientFactory.create(kubeconfig));
      cluster.loadClientImage();
      return cluster;
    } catch (IOException e) {
      container.stop();
      throw new TestEnvironmentException("cannot write K3s' kubeconfig: " + e.getMessage(), e);
    }
  }

  @Override
  public String origin() {
    return "K3s in Docker";
  }

  @Override
  public Set<ClusterCapability> capabilities() {
    return ClientImage.isPossible()
        ? EnumSet.of(ClusterCapability.HOST_NETWORK, ClusterCapability.IMAGES)
        : EnumSet.of(ClusterCapability.HOST_NETWORK);
  }

  @Override
  public Kubectl kubectl() {
    return new Kubectl(List.of("kubectl"), kubeconfig);
  }

  @Override
  public Helm helm() {
    return new Helm(List.of("helm"), kubeconfig);
  }

  private void loadClientImage() throws IOException {
    if (ClientImage.isPossible()) {
      Path archive = Files.createTempFile("pgtether-client", ".tar");
      ClientImage.write(archive);
      load(archive);
      Files.delete(archive);
    }
  }

  @Override
  public void load(Path archive) {
    String inside = "/tmp/" + archive.getFileName();
    container.copyFileToContainer(MountableFile.forHostPath(archive), inside);
    try {
      Container.ExecResult result = container.execInContainer("ctr", "images", "import", inside);
      if (result.getExitCode() != 0) {
        throw new TestEnvironmentException(
            "K3s refused the image " + archive + ": " + result.getStderr());
      }
    } catch (IOException e) {
      throw new TestEnvironmentException(
          "cannot load " + archive + " into K3s: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TestEnvironmentException("interrupted while loading " + archive + " into K3s", e);
    }
  }

  @Override
  public void close() {
    client.close();
    container.stop();
    try {
      Files.deleteIfExists(kubeconfig);
    } catch (IOException e) {
      throw new TestEnvironmentException("cannot delete " + kubeconfig, e);
    }
  }
}
