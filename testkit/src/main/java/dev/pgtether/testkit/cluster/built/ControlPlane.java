package dev.pgtether.testkit.cluster.built;

import dev.pgtether.testkit.process.TestEnvironmentException;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/** What decides in the cluster: it runs on the first node, beside that node's pods. */
record ControlPlane(
    ClusterInstance clusterInstance,
    ClusterDirectories clusterDirectories,
    Node node,
    Path program) {
  private static final int ETCD_HEALTH = 2381;

  /** Writes all that its programs and the nodes' read. */
  void configure() {
    ClusterCertificateAuthority clusterCertificateAuthority =
        new ClusterCertificateAuthority("pgtether-testkit");
    Path folder = clusterDirectories.certificates();
    ClusterDirectories.write(folder.resolve("ca.crt"), clusterCertificateAuthority.authorityPem());
    serverCertificate(clusterCertificateAuthority).write(folder, "apiserver");
    clusterCertificateAuthority
        .issue("CN=kube-apiserver,O=system:masters", List.of())
        .write(folder, "apiserver-to-kubelet");
    KeyPair accounts = ClusterCertificateAuthority.newKey();
    ClusterDirectories.write(
        folder.resolve("accounts.key"),
        ClusterCertificateAuthority.CertificateAndKey.pem(
            "PRIVATE KEY", accounts.getPrivate().getEncoded()));
    ClusterDirectories.write(
        folder.resolve("accounts.pub"),
        ClusterCertificateAuthority.CertificateAndKey.pem(
            "PUBLIC KEY", accounts.getPublic().getEncoded()));

    KubeconfigWriter kubeconfigWriter =
        new KubeconfigWriter(
            "https://" + node.address() + ":6443", clusterCertificateAuthority.authorityPem());
    kubeconfigWriter.write(
        clusterDirectories.kubeconfig(),
        clusterCertificateAuthority.issue("CN=admin,O=system:masters", List.of()));
    for (String user : List.of("kube-controller-manager", "kube-scheduler", "kube-proxy")) {
      kubeconfigWriter.write(
          kubeconfig(user), clusterCertificateAuthority.issue("CN=system:" + user, List.of()));
    }
    for (int number : ClusterPrograms.NODES) {
      String name = Node.nameOf(number);
      kubeconfigWriter.write(
          kubeconfig(name),
          clusterCertificateAuthority.issue(
              "CN=system:node:" + name + ",O=system:nodes", List.of()));
    }
    ClusterDirectories.write(auditPolicy(), ConfigTemplate.of("audit-policy.yaml").text());
  }

  private ClusterCertificateAuthority.CertificateAndKey serverCertificate(
      ClusterCertificateAuthority clusterCertificateAuthority) {
    return clusterCertificateAuthority.issue(
        "CN=kube-apiserver",
        List.of(
            node.address(),
            "127.0.0.1",
            clusterInstance.apiServiceAddress(),
            "kubernetes",
            "kubernetes.default",
            "kubernetes.default.svc",
            "kubernetes.default.svc.cluster.local"));
  }

  Path kubeconfig(String user) {
    return clusterDirectories.certificates().resolve(user + ".kubeconfig");
  }

  private Path auditPolicy() {
    return clusterDirectories.certificates().resolve("audit-policy.yaml");
  }

  ClusterProgram etcd() {
    return part(
        "etcd",
        List.of(
            "--data-dir=/var/lib/etcd",
            "--listen-client-urls=http://127.0.0.1:2379",
            "--advertise-client-urls=http://127.0.0.1:2379",
            "--listen-peer-urls=http://127.0.0.1:2380",
            "--listen-metrics-urls=http://" + node.address() + ":" + ETCD_HEALTH,
            // the data lives no longer than the machine's memory
            "--unsafe-no-fsync",
            "--logger=zap",
            "--log-level=warn"),
        this::etcdIsHealthy);
  }

  ClusterProgram apiServer(KubernetesClient client) {
    String certificates = clusterDirectories.certificates() + "/";
    return part(
        "kube-apiserver",
        List.of(
            "--advertise-address=" + node.address(),
            "--etcd-servers=http://127.0.0.1:2379",
            "--service-cluster-ip-range=" + clusterInstance.serviceRange(),
            "--client-ca-file=" + certificates + "ca.crt",
            "--tls-cert-file=" + certificates + "apiserver.crt",
            "--tls-private-key-file=" + certificates + "apiserver.key",
            "--kubelet-client-certificate=" + certificates + "apiserver-to-kubelet.crt",
            "--kubelet-client-key=" + certificates + "apiserver-to-kubelet.key",
            "--kubelet-preferred-address-types=InternalIP",
            "--service-account-key-file=" + certificates + "accounts.pub",
            "--service-account-signing-key-file=" + certificates + "accounts.key",
            "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
            "--authorization-mode=Node,RBAC",
            "--enable-admission-plugins=NodeRestriction",
            "--allow-privileged=true",
            "--audit-policy-file=" + auditPolicy(),
            "--audit-log-path=" + clusterDirectories.apiServerAuditLog(),
            // an answer that a test has seen stands in the log
            "--audit-log-mode=blocking-strict",
            "--profiling=false"),
        () -> isReady(client));
  }

  List<ClusterProgram> controllers() {
    String certificates = clusterDirectories.certificates() + "/";
    return List.of(
        part(
            "kube-controller-manager",
            List.of(
                "--kubeconfig=" + kubeconfig("kube-controller-manager"),
                "--root-ca-file=" + certificates + "ca.crt",
                "--service-account-private-key-file=" + certificates + "accounts.key",
                "--use-service-account-credentials",
                "--controllers=*,-node-ipam-controller,-service-lb-controller",
                "--leader-elect=false",
                "--profiling=false"),
            () -> true),
        part(
            "kube-scheduler",
            List.of(
                "--kubeconfig=" + kubeconfig("kube-scheduler"),
                "--leader-elect=false",
                "--profiling=false"),
            () -> true));
  }

  private ClusterProgram part(String name, List<String> flags, BooleanSupplier ready) {
    return new ClusterProgram(
        node,
        name,
        ClusterPrograms.commandLine(program, name, flags),
        Duration.ofSeconds(90),
        ready);
  }

  private static boolean isReady(KubernetesClient client) {
    try {
      return "ok".equals(client.raw("/readyz"));
    } catch (KubernetesClientException notYet) {
      return false;
    }
  }

  private boolean etcdIsHealthy() {
    URI health = URI.create("http://" + node.address() + ":" + ETCD_HEALTH + "/health");
    try (HttpClient client =
        HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build()) {
      HttpRequest request = HttpRequest.newBuilder(health).timeout(Duration.ofSeconds(2)).build();
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TestEnvironmentException("interrupted while etcd started", e);
    }
  }
}
