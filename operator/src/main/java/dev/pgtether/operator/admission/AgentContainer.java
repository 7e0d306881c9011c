package dev.pgtether.operator.admission;

import dev.pgtether.wire.Exchange;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import java.util.List;

/**
 * The sidecar that pods get, which works the same when it is written by hand.
 *
 * @param image by digest or tag
 * @param pullPolicy as Kubernetes names them
 * @param operator {@code https://host:port}
 * @param agentResources of its node
 */
record AgentContainer(
    String image, String pullPolicy, String operator, AgentResources agentResources) {

  static final String NAME = "pgtether-agent";
  static final String TOKEN_VOLUME = "pgtether-token";
  static final String CA_VOLUME = "pgtether-ca";

  /** Of the image; free in every pod that does not happen to use it too. */
  static final AgentUser.Plain OWN = new AgentUser.Plain(65_532, 65_532);

  private static final String TOKEN_FOLDER = "/var/run/secrets/pgtether";
  private static final String CA_FOLDER = "/var/run/secrets/pgtether-ca";
  private static final long TOKEN_SECONDS = 3_600;

  /**
   * A native sidecar (restartPolicy Always): it starts before the applications, ends after them,
   * and a Job completes without it. No probes: an agent in trouble must never hold its pod back.
   */
  Container container(AgentUser agentUser, Pod pod) {
    return new ContainerBuilder()
        .withName(NAME)
        .withImage(image)
        .withImagePullPolicy(pullPolicy)
        .withRestartPolicy("Always")
        .withArgs("exchange")
        .addNewEnv()
        .withName("PGTETHER_OPERATOR")
        .withValue(operator)
        .endEnv()
        .addNewEnv()
        .withName("PGTETHER_TOKEN_FILE")
        .withValue(TOKEN_FOLDER + "/token")
        .endEnv()
        .addNewEnv()
        .withName("PGTETHER_CA_FILE")
        .withValue(CA_FOLDER + "/ca.crt")
        .endEnv()
        .withResources(agentResources.in(pod))
        .withSecurityContext(security(agentUser))
        .withTerminationMessagePolicy("FallbackToLogsOnError")
        .addNewVolumeMount()
        .withName(TOKEN_VOLUME)
        .withMountPath(TOKEN_FOLDER)
        .withReadOnly(true)
        .endVolumeMount()
        .addNewVolumeMount()
        .withName(CA_VOLUME)
        .withMountPath(CA_FOLDER)
        .withReadOnly(true)
        .endVolumeMount()
        .build();
  }

  List<Volume> volumes() {
    Volume token =
        new VolumeBuilder()
            .withName(TOKEN_VOLUME)
            .withNewProjected()
            .addNewSource()
            .withNewServiceAccountToken(Exchange.AUDIENCE, TOKEN_SECONDS, "token")
            .endSource()
            .endProjected()
            .build();
    // Optional: where the operator has not published it yet, the agent waits and the pod does not.
    Volume roots =
        new VolumeBuilder()
            .withName(CA_VOLUME)
            .withNewConfigMap()
            .withName("pgtether-ca")
            .withOptional(true)
            .addNewItem("ca.crt", null, "ca.crt")
            .endConfigMap()
            .build();
    return List.of(token, roots);
  }

  private static SecurityContext security(AgentUser agentUser) {
    SecurityContextBuilder security =
        new SecurityContextBuilder()
            .withAllowPrivilegeEscalation(false)
            .withReadOnlyRootFilesystem(true)
            .withNewSeccompProfile()
            .withType("RuntimeDefault")
            .endSeccompProfile();
    return switch (agentUser) {
      case AgentUser.Plain plain ->
          security
              .withRunAsNonRoot(true)
              .withRunAsUser(plain.user())
              .withRunAsGroup(plain.group())
              .withNewCapabilities()
              .withDrop("ALL")
              .endCapabilities()
              .build();
      case AgentUser.Reader() ->
          security
              .withRunAsNonRoot(false)
              .withRunAsUser(0L)
              .withRunAsGroup(0L)
              .withNewCapabilities()
              .withAdd("SYS_PTRACE", "DAC_READ_SEARCH")
              .withDrop("ALL")
              .endCapabilities()
              .build();
    };
  }
}
