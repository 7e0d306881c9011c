package dev.pgtether.testkit.protocol;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The client's side of SCRAM-SHA-256 without channel binding (RFC 5802, RFC 7677), for passwords in
 * ASCII.
 */
public final class ScramClient {
  private static final String NO_CHANNEL_BINDING = "n,,";
  private static final int KEY_BITS = 256;

  private final String password;
  private final String firstBare;
  private String serverFirst = "";

  ScramClient(String password) {
    this.password = password;
    byte[] nonce = new byte[18];
    new SecureRandom().nextBytes(nonce);
    // PostgreSQL takes the user from the startup message
    this.firstBare = "n=,r=" + HexFormat.of().formatHex(nonce);
  }

  String firstMessage() {
    return NO_CHANNEL_BINDING + firstBare;
  }

  void receiveServerFirst(String message) {
    serverFirst = message;
  }

  String finalMessage() {
    Map<String, String> server =
        Arrays.stream(serverFirst.split(",", -1))
            .collect(Collectors.toMap(part -> part.substring(0, 1), part -> part.substring(2)));
    String binding =
        Base64.getEncoder().encodeToString(NO_CHANNEL_BINDING.getBytes(StandardCharsets.UTF_8));
    String lastBare = "c=" + binding + ",r=" + server.get("r");
    try {
      byte[] salt = Base64.getDecoder().decode(server.get("s"));
      byte[] salted =
          SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
              .generateSecret(
                  new PBEKeySpec(
                      password.toCharArray(), salt, Integer.parseInt(server.get("i")), KEY_BITS))
              .getEncoded();
      byte[] clientKey = hmac(salted, "Client Key");
      byte[] storedKey = MessageDigest.getInstance("SHA-256").digest(clientKey);
      byte[] proof = hmac(storedKey, firstBare + "," + serverFirst + "," + lastBare);
      for (int i = 0; i < proof.length; i++) {
        proof[i] ^= clientKey[i];
      }
      return lastBare + ",p=" + Base64.getEncoder().encodeToString(proof);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has these algorithms", impossible);
    }
  }

  private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
  }
}
