package dev.pgtether.operator.database.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.util.io.pem.PemObject;
import org.jspecify.annotations.Nullable;

/** Certificates and keys as text (RFC 7468). */
final class Pem {

  private Pem() {}

  static boolean hasCertificates(String text) {
    try {
      return !CertificateFactory.getInstance("X.509")
          .generateCertificates(new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)))
          .isEmpty();
    } catch (CertificateException notCertificates) {
      return false;
    }
  }

  /**
   * A private key as PKCS #8, the only form that the driver reads; cert-manager writes PKCS #1 and
   * SEC 1 unless told otherwise.
   *
   * @return null when it is none, or has a password
   */
  static @Nullable String asPkcs8(String key) {
    try (PEMParser parser = new PEMParser(new StringReader(key))) {
      Object read = parser.readObject();
      while (read != null && !(read instanceof PrivateKeyInfo) && !(read instanceof PEMKeyPair)) {
        read = parser.readObject(); // EC PARAMETERS stand before the key
      }
      PrivateKeyInfo info =
          read instanceof PEMKeyPair pair ? pair.getPrivateKeyInfo() : (PrivateKeyInfo) read;
      return info == null ? null : text(new PemObject("PRIVATE KEY", info.getEncoded()));
    } catch (IOException notAKey) {
      return null;
    }
  }

  /** What this Java runtime trusts. */
  static String systemAuthorities() {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init((KeyStore) null);
      StringBuilder all = new StringBuilder();
      for (TrustManager manager : factory.getTrustManagers()) {
        if (manager instanceof X509TrustManager trusting) {
          for (X509Certificate authority : trusting.getAcceptedIssuers()) {
            all.append(text(new PemObject("CERTIFICATE", authority.getEncoded())));
          }
        }
      }
      return all.toString();
    } catch (GeneralSecurityException | IOException broken) {
      throw new IllegalStateException("the Java runtime's own trust store cannot be read", broken);
    }
  }

  private static String text(PemObject object) throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(object);
    } catch (UncheckedIOException failed) {
      throw failed.getCause();
    }
    return text.toString();
  }
}
