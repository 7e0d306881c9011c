package dev.pgtether.operator.tls.ca;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.jspecify.annotations.Nullable;

/** Certificates and keys as text (RFC 7468). */
final class Pem {

  private Pem() {}

  static String ofCertificates(List<X509Certificate> certificates) {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      for (X509Certificate certificate : certificates) {
        writer.writeObject(certificate);
      }
    } catch (IOException e) {
      throw new IllegalStateException("cannot write a certificate into memory", e);
    }
    return text.toString();
  }

  /** PKCS #8, without encryption. */
  static String ofKey(PrivateKey key) {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(new JcaPKCS8Generator(key, null));
    } catch (IOException e) {
      throw new IllegalStateException("cannot write a key into memory", e);
    }
    return text.toString();
  }

  /**
   * The first certificate in {@code text}.
   *
   * @throws GeneralSecurityException when there is none
   */
  static X509Certificate certificate(String text) throws GeneralSecurityException {
    if (parse(text) instanceof X509CertificateHolder holder) {
      return new JcaX509CertificateConverter().getCertificate(holder);
    }
    throw new GeneralSecurityException("no PEM certificate");
  }

  /**
   * The first private key in {@code text}, PKCS #8 or SEC 1.
   *
   * @throws GeneralSecurityException when there is none; the message says nothing of the text
   */
  static PrivateKey key(String text) throws GeneralSecurityException {
    JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
    try {
      return switch (parse(text)) {
        case PrivateKeyInfo info -> converter.getPrivateKey(info);
        case PEMKeyPair pair -> converter.getPrivateKey(pair.getPrivateKeyInfo());
        case null, default -> throw new GeneralSecurityException("no PEM private key");
      };
    } catch (IOException e) {
      throw new GeneralSecurityException("a PEM private key of an unknown kind", e);
    }
  }

  private static @Nullable Object parse(String text) throws GeneralSecurityException {
    try (PEMParser parser = new PEMParser(new StringReader(text))) {
      return parser.readObject();
    } catch (IOException | RuntimeException e) {
      // Bouncy Castle's messages may quote what they have read
      throw new GeneralSecurityException("not readable as PEM");
    }
  }
}
