package dev.pgtether.testkit.cluster.built;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

class CertificatesTest {

  @Test
  void an_issued_certificate_is_signed_by_its_authority_and_names_its_hosts() throws Exception {
    // Given
    ClusterCertificateAuthority clusterCertificateAuthority =
        new ClusterCertificateAuthority("test authority");
    var authority =
        CertificateFactory.getInstance("X.509")
            .generateCertificate(
                new ByteArrayInputStream(
                    clusterCertificateAuthority
                        .authorityPem()
                        .getBytes(StandardCharsets.US_ASCII)));
    // When
    ClusterCertificateAuthority.CertificateAndKey certificateAndKey =
        clusterCertificateAuthority.issue(
            "CN=server,O=some", List.of("172.30.0.11", "kubernetes.default"));
    // Then
    assertThatCode(() -> certificateAndKey.certificate().verify(authority.getPublicKey()))
        .doesNotThrowAnyException();
    assertThat(certificateAndKey.certificate().getSubjectAlternativeNames())
        .extracting(name -> (Object) name.get(1))
        .containsExactly("172.30.0.11", "kubernetes.default");
    assertThat(certificateAndKey.toString()).doesNotContain("PRIVATE").contains("CN=server");
  }
}
