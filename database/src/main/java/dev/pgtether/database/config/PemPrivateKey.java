package dev.pgtether.database.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/**
 * The kind of a private key in PEM (RFC 7468): the driver wants to be told, and takes RSA when it
 * is not.
 */
public final class PemPrivateKey {

  private static final int MAX_SIZE = 1 << 16;
  private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String END = "-----END PRIVATE KEY-----";

  private PemPrivateKey() {}

  /**
   * The file is PEM of another kind than PKCS #8 without a password, which the driver cannot read.
   */
  static boolean needsConversion(Path file) {
    String text = text(file);
    return text.contains("-----BEGIN ") && !text.contains(BEGIN);
  }

  /**
   * Java's name of the key's algorithm; RSA for what is no PKCS #8 in PEM, which the driver then
   * judges itself.
   */
  public static String algorithm(Path file) {
    String text = text(file);
    int begin = text.indexOf(BEGIN);
    int end = text.indexOf(END);
    if (begin < 0 || end < begin) {
      return "RSA";
    }
    byte[] key;
    try {
      key = Base64.getMimeDecoder().decode(text.substring(begin + BEGIN.length(), end));
    } catch (IllegalArgumentException notBase64) {
      return "RSA";
    }
    for (String algorithm : new String[] {"RSA", "EC", "EdDSA"}) {
      try {
        var _ = KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(key));
        return algorithm;
      } catch (GeneralSecurityException anotherKind) {
        // Only the key itself says what it is, and only a factory of that kind reads it.
      }
    }
    return "RSA";
  }

  private static String text(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(MAX_SIZE), StandardCharsets.ISO_8859_1);
    } catch (IOException unreadable) {
      return "";
    }
  }
}
