package dev.pgtether.testkit.cluster.built;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;

/** How a client finds the API server and proves who it is. */
record KubeconfigWriter(String server, String authority) {
  void write(Path file, ClusterCertificateAuthority.CertificateAndKey certificateAndKey) {
    ClusterDirectories.write(
        file,
        ConfigTemplate.of("kubeconfig.yaml")
            .fill(
                Map.of(
                    "server", server,
                    "authority", base64(authority),
                    "certificate", base64(certificateAndKey.certificatePem()),
                    "key", base64(certificateAndKey.keyPem()))));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
