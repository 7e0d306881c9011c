package dev.pgtether.database.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How the connection is encrypted, and what the server has to prove.
 *
 * @param roots certificates that a server's may be signed by; null for the trust store of the Java
 *     runtime
 * @param client what this side shows when the server asks; null for nothing
 */
public record TlsConfig(Mode mode, @Nullable Path roots, @Nullable ClientCertificate client) {

  /** {@code sslmode}, without those of libpq's that fall back to clear text on their own. */
  public enum Mode {
    DISABLE("disable"),
    REQUIRE("require"),
    VERIFY_CA("verify-ca"),
    VERIFY_FULL("verify-full");

    private final String word;

    Mode(String word) {
      this.word = word;
    }

    /** libpq's word. */
    public String word() {
      return word;
    }

    public boolean verifies() {
      return this == VERIFY_CA || this == VERIFY_FULL;
    }
  }

  /**
   * A certificate that this side can show.
   *
   * @param key PKCS #8, PEM or DER, or PKCS #12
   * @param keyPassword null for a key without one
   */
  public record ClientCertificate(Path certificate, Path key, @Nullable Password keyPassword) {}

  /** Nothing is encrypted. */
  static TlsConfig disabled() {
    return new TlsConfig(Mode.DISABLE, null, null);
  }
}
