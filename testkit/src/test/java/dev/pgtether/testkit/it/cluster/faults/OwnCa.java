package dev.pgtether.testkit.it.cluster.faults;

import dev.pgtether.testkit.cluster.Cluster;
import dev.pgtether.testkit.cluster.TestNamespace;
import dev.pgtether.testkit.it.cluster.agents.HandMadeAgent;
import dev.pgtether.testkit.it.cluster.yardstick.Installation;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

/**
 * The operator's own CA, as its agents see it.
 *
 * @param testNamespace that has agents
 */
record OwnCa(Cluster cluster, Installation operator, TestNamespace testNamespace) {
  private static final String DEPLOYMENT = "deployment/pgtether";
  private static final int AGENTS = 8443;

  /** Above the time in which this cluster's kubelets bring a changed ConfigMap. */
  private static final String SPREAD = "PGTETHER_CA_SPREAD=20s";

  /** An installation whose new root signs after a minute at most, instead of ten. */
  static Installation install(Cluster cluster) {
    // without a replica until it has the variable, which the chart does not offer
    Installation operator = Installation.of(cluster, "replicas=0");
    try {
      for (List<String> words :
          List.of(
              List.of("set", "env", DEPLOYMENT, SPREAD),
              List.of("scale", DEPLOYMENT, "--replicas=1"),
              List.of("rollout", "status", DEPLOYMENT, "--timeout=2m"))) {
        List<String> all = new ArrayList<>(words);
        all.add("--namespace=" + operator.namespace());
        cluster.kubectl().run(all.toArray(String[]::new));
      }
      return operator;
    } catch (RuntimeException failed) {
      operator.close();
      throw failed;
    }
  }

  /** As docs/security.md says. */
  void rotate() {
    cluster
        .kubectl()
        .run(
            "annotate",
            "secret",
            HandMadeAgent.ROOTS,
            "--namespace=" + operator.namespace(),
            "--overwrite",
            "pgtether.dev/rotate-ca=1");
  }

  /** What agents are told to trust, the oldest first. */
  List<String> roots() {
    String all =
        cluster
            .client()
            .configMaps()
            .inNamespace(testNamespace.namespace())
            .withName(HandMadeAgent.ROOTS)
            .get()
            .getData()
            .get("ca.crt");
    return List.of(all.strip().split("(?<=-----END CERTIFICATE-----)\\s+"));
  }

  /** Whether an agent that trusts one root alone would talk to the operator. */
  boolean isTrustedBy(String root) {
    try (HandMadeAgent agent =
        HandMadeAgent.trusting(root, operator.pod().getStatus().getPodIP(), AGENTS)) {
      return agent
          .greet("no-token")
          .thenApply(HttpResponse::statusCode)
          .handle((status, failed) -> failed == null && status == 401)
          .join();
    }
  }
}
