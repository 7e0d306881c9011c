package dev.pgtether.testkit.it.cluster.yardstick;

import dev.pgtether.testkit.cluster.TestPodSpec;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import java.util.Map;

/**
 * The agent, written into a manifest by hand.
 *
 * @param image that is in every node
 * @param operator where it posts to
 */
public record Sidecar(String image, String operator) {
  static final String CONTAINER = "pgtether-agent";
  static final String ROOTS = "pgtether-ca";

  private static final String TOKEN = "pgtether-token";
  private static final String TOKEN_FOLDER = "/var/run/secrets/pgtether";
  private static final String ROOTS_FOLDER = "/var/run/secrets/pgtether-ca";

  /**
   * @param user also the group
   */
  TestPodSpec beside(TestPodSpec plan, long user) {
    return plan.withEdit(
        pod ->
            pod.editSpec()
                .addToInitContainers(container(user))
                .addToVolumes(token(), roots())
                .endSpec());
  }

  private Container container(long user) {
    return new ContainerBuilder()
        .withName(CONTAINER)
        .withImage(image)
        .withImagePullPolicy("Never")
        .withRestartPolicy("Always")
        .withArgs("exchange")
        .addNewEnv()
        .withName("PGTETHER_OPERATOR")
        .withValue(operator)
        .endEnv()
        .withNewResources()
        .withLimits(Map.of("memory", new Quantity("64Mi")))
        .endResources()
        .withNewSecurityContext()
        .withRunAsUser(user)
        .withRunAsGroup(user)
        .withRunAsNonRoot(true)
        .withAllowPrivilegeEscalation(false)
        .withReadOnlyRootFilesystem(true)
        .withNewCapabilities()
        .withDrop("ALL")
        .endCapabilities()
        .withNewSeccompProfile()
        .withType("RuntimeDefault")
        .endSeccompProfile()
        .endSecurityContext()
        .addNewVolumeMount()
        .withName(TOKEN)
        .withMountPath(TOKEN_FOLDER)
        .withReadOnly(true)
        .endVolumeMount()
        .addNewVolumeMount()
        .withName(ROOTS)
        .withMountPath(ROOTS_FOLDER)
        .withReadOnly(true)
        .endVolumeMount()
        .build();
  }

  private static Volume token() {
    return new VolumeBuilder()
        .withName(TOKEN)
        .withNewProjected()
        .addNewSource()
        .withNewServiceAccountToken("pgtether", 3600L, "token")
        .endSource()
        .endProjected()
        .build();
  }

  private static Volume roots() {
    return new VolumeBuilder()
        .withName(ROOTS)
        .withNewConfigMap()
        .withName(ROOTS)
        .withOptional(true)
        .endConfigMap()
        .build();
  }
}
