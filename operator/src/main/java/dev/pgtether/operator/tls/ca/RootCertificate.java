package dev.pgtether.operator.tls.ca;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority of our own, with its key: EC P-256, valid for ten years. */
public record RootCertificate(X509Certificate certificate, PrivateKey key) {

  static final Duration LIFE = Duration.ofDays(3650);

  /** By how much a certificate is valid earlier than made: a node's clock may be slow. */
  static final Duration BACKDATED = Duration.ofHours(1);

  /** A new one, with a name that no other has. */
  public static RootCertificate create(Instant now) {
    KeyPair pair = newKeyPair();
    BigInteger serial = newSerial();
    // Two roots are trusted during a rotation: with one name for both, a verifier might try the
    // wrong key.
    X500Name name =
        new X500NameBuilder()
            .addRDN(BCStyle.O, "pgtether")
            .addRDN(BCStyle.CN, "pgtether CA " + serial.toString(16).substring(0, 8))
            .build();
    JcaX509v3CertificateBuilder builder =
        builder(name, serial, now, now.plus(LIFE), name, pair.getPublic());
    try {
      JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
      builder
          .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
          .addExtension(
              Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
          .addExtension(
              Extension.subjectKeyIdentifier,
              false,
              extensions.createSubjectKeyIdentifier(pair.getPublic()));
      return new RootCertificate(signed(builder, pair.getPrivate()), pair.getPrivate());
    } catch (CertIOException | GeneralSecurityException e) {
      throw new IllegalStateException("cannot make a root certificate", e);
    }
  }

  /**
   * A server certificate for {@code names}, valid for {@code life}, but never longer than this
   * root.
   */
  public ServerCertificate sign(ServerCertificateNames names, Duration life, Instant now) {
    KeyPair pair = newKeyPair();
    Instant end = earlier(now.plus(life), expiresAt());
    X500Name subject = new X500NameBuilder().addRDN(BCStyle.CN, "pgtether operator").build();
    X500Name issuer = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
    JcaX509v3CertificateBuilder builder =
        builder(issuer, newSerial(), now, end, subject, pair.getPublic());
    try {
      JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
      builder
          .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
          .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
          .addExtension(
              Extension.extendedKeyUsage,
              false,
              new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
          .addExtension(
              Extension.authorityKeyIdentifier,
              false,
              extensions.createAuthorityKeyIdentifier(certificate.getPublicKey()))
          .addExtension(Extension.subjectAlternativeName, false, names.toExtension());
      return new ServerCertificate(pair.getPrivate(), List.of(signed(builder, key)), now);
    } catch (CertIOException | GeneralSecurityException e) {
      throw new IllegalStateException("cannot make a server certificate", e);
    }
  }

  /** Whether the key is the certificate's: what it signs, the certificate verifies. */
  boolean isWhole() throws GeneralSecurityException {
    byte[] message = {1, 2, 3};
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(key);
    signature.update(message);
    byte[] signed = signature.sign();
    signature.initVerify(certificate.getPublicKey());
    signature.update(message);
    return signature.verify(signed);
  }

  /** When it was made. */
  Instant createdAt() {
    return certificate.getNotBefore().toInstant().plus(BACKDATED);
  }

  Instant expiresAt() {
    return certificate.getNotAfter().toInstant();
  }

  private static JcaX509v3CertificateBuilder builder(
      X500Name issuer,
      BigInteger serial,
      Instant now,
      Instant end,
      X500Name subject,
      PublicKey key) {
    // certificates know whole seconds
    Instant begin = now.truncatedTo(ChronoUnit.SECONDS).minus(BACKDATED);
    return new JcaX509v3CertificateBuilder(
        issuer, serial, Date.from(begin), Date.from(end), subject, key);
  }

  private static X509Certificate signed(X509v3CertificateBuilder builder, PrivateKey key)
      throws GeneralSecurityException {
    try {
      return new JcaX509CertificateConverter()
          .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
    } catch (OperatorCreationException e) {
      throw new GeneralSecurityException("this Java cannot sign by SHA256withECDSA", e);
    }
  }

  private static KeyPair newKeyPair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java makes no EC P-256 keys", e);
    }
  }

  /**
   * RFC 5280, 4.1.2.2: positive, at most 20 octets; the CA/Browser Forum asks for 64 bits of
   * chance.
   */
  private static BigInteger newSerial() {
    return new BigInteger(127, new SecureRandom()).setBit(127);
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "Root[" + certificate.getSubjectX500Principal() + ", until " + expiresAt() + "]";
  }
}
