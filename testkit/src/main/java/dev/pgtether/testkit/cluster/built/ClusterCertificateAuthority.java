package dev.pgtether.testkit.cluster.built;

import dev.pgtether.testkit.process.TestEnvironmentException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A certificate authority that lives as long as one cluster; its keys are RSA, the only kind that
 * the Kubernetes client for Java reads from PKCS #8.
 */
public final class ClusterCertificateAuthority {
  private static final Duration VALIDITY = Duration.ofDays(365);
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

  private static final int KEY_BITS = 2048;

  private final AtomicLong serial = new AtomicLong(System.currentTimeMillis());
  private final KeyPair key;
  private final X509Certificate certificate;

  public ClusterCertificateAuthority(String name) {
    key = newKey();
    certificate = sign(new X500Name("CN=" + name), key, List.of(), true);
  }

  /**
   * A key and a certificate for it, for a server and for a client alike.
   *
   * @param subject as RFC 4514 writes it; Kubernetes reads the user from CN and its groups from O
   * @param hosts names and addresses, empty for a client
   */
  public CertificateAndKey issue(String subject, List<String> hosts) {
    KeyPair pair = newKey();
    X509Certificate issued = sign(new X500Name(subject), pair, hosts, false);
    return new CertificateAndKey(issued, pair.getPrivate());
  }

  public String authorityPem() {
    return CertificateAndKey.pem("CERTIFICATE", CertificateAndKey.encoded(certificate));
  }

  static KeyPair newKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(KEY_BITS);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK has RSA", e);
    }
  }

  private X509Certificate sign(
      X500Name subject, KeyPair pair, List<String> hosts, boolean authority) {
    X500Name issuer =
        authority ? subject : new X500Name(certificate.getSubjectX500Principal().getName());
    Instant now = Instant.now();
    X509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            issuer,
            BigInteger.valueOf(serial.incrementAndGet()),
            Date.from(now.minus(CLOCK_SKEW)),
            Date.from(now.plus(VALIDITY)),
            subject,
            pair.getPublic());
    try {
      extend(builder, hosts, authority);
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(new JcaContentSignerBuilder("SHA256withRSA").build(key.getPrivate())));
    } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
      throw new TestEnvironmentException("cannot make a certificate for " + subject, e);
    }
  }

  private static void extend(
      X509v3CertificateBuilder builder, List<String> hosts, boolean authority) throws IOException {
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
    int usage = authority ? KeyUsage.keyCertSign | KeyUsage.cRLSign : KeyUsage.digitalSignature;
    builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
    if (!authority) {
      KeyPurposeId[] purposes = {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth};
      builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes));
    }
    if (!hosts.isEmpty()) {
      GeneralName[] names =
          hosts.stream()
              .map(
                  host ->
                      new GeneralName(
                          isAddress(host) ? GeneralName.iPAddress : GeneralName.dNSName, host))
              .toArray(GeneralName[]::new);
      builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
    }
  }

  private static boolean isAddress(String host) {
    return host.matches("[0-9.]+");
  }

  /** A certificate with its key. */
  public record CertificateAndKey(X509Certificate certificate, PrivateKey key) {
    public String certificatePem() {
      return pem("CERTIFICATE", encoded(certificate));
    }

    public String keyPem() {
      return pem("PRIVATE KEY", key.getEncoded());
    }

    /** Writes {@code NAME.crt} and {@code NAME.key}. */
    void write(Path folder, String name) {
      ClusterDirectories.write(folder.resolve(name + ".crt"), certificatePem());
      ClusterDirectories.write(folder.resolve(name + ".key"), keyPem());
    }

    static byte[] encoded(X509Certificate certificate) {
      try {
        return certificate.getEncoded();
      } catch (GeneralSecurityException e) {
        throw new AssertionError("it was just made", e);
      }
    }

    static String pem(String kind, byte[] content) {
      String lines =
          Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
              .encodeToString(content);
      return "-----BEGIN %s-----%n%s%n-----END %s-----%n".formatted(kind, lines, kind);
    }

    /** Which key this is, never the key. */
    @Override
    public String toString() {
      return "Identity[" + certificate.getSubjectX500Principal() + "]";
    }
  }
}
