package dev.pgtether.operator.database.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.util.io.pem.PemObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PemTest {

  @ParameterizedTest
  @CsvSource({"RSA, 2048, BEGIN RSA PRIVATE KEY", "EC, 256, BEGIN EC PRIVATE KEY"})
  void rewrites_the_forms_of_keys_that_cert_manager_writes(String kind, int size, String form)
      throws Exception {
    // Given
    KeyPair pair = generate(kind, size);
    String written = pem(pair.getPrivate());
    assertThat(written).contains(form);

    // When
    String key = Pem.asPkcs8(written);

    // Then
    assertThat(key).startsWith("-----BEGIN PRIVATE KEY-----");
    byte[] bytes =
        Base64.getMimeDecoder().decode(String.valueOf(key).replaceAll("-----.*-----", ""));
    PrivateKey read = KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(bytes));
    assertThat(isVerified(sign(read), pair)).as("it is the same key").isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "nonsense", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"})
  void says_that_something_is_no_key(String text) {
    assertThat(Pem.asPkcs8(text)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "nonsense", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"})
  void says_that_something_is_no_certificate(String text) {
    assertThat(Pem.hasCertificates(text)).isFalse();
  }

  @Test
  void finds_the_runtimes_own_authorities() {
    assertThat(Pem.hasCertificates(Pem.systemAuthorities())).isTrue();
  }

  private static byte[] sign(PrivateKey key) throws GeneralSecurityException {
    Signature signature = Signature.getInstance(algorithm(key));
    signature.initSign(key);
    signature.update(new byte[] {1});
    return signature.sign();
  }

  private static boolean isVerified(byte[] signed, KeyPair pair) throws GeneralSecurityException {
    Signature signature = Signature.getInstance(algorithm(pair.getPublic()));
    signature.initVerify(pair.getPublic());
    signature.update(new byte[] {1});
    return signature.verify(signed);
  }

  private static String algorithm(Key key) {
    return key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA";
  }

  private static KeyPair generate(String kind, int size) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
    generator.initialize(size);
    return generator.generateKeyPair();
  }

  private static String pem(PrivateKey key) throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(key instanceof ECPrivateKey curved ? sec1(curved) : key);
    }
    return text.toString();
  }

  /** SEC 1 with the curve's name inside (RFC 5915), as Go and openssl write it. */
  private static PemObject sec1(ECPrivateKey key) throws IOException {
    return new PemObject(
        "EC PRIVATE KEY",
        new org.bouncycastle.asn1.sec.ECPrivateKey(256, key.getS(), SECObjectIdentifiers.secp256r1)
            .getEncoded());
  }
}
