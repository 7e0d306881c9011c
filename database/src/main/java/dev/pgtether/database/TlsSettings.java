package dev.pgtether.database;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code sslmode} and its companions. As in libpq, {@code ~/.postgresql/root.crt}, {@code
 * postgresql.crt} and {@code postgresql.key} are used where they exist; unlike there, {@code
 * verify-full} is the default.
 */
final class TlsSettings {

  /** Where distributions keep the system's roots in one file: Debian and Alpine; Fedora; SUSE. */
  private static final List<Path> SYSTEM_ROOTS =
      List.of(
          Path.of("/etc/ssl/certs/ca-certificates.crt"),
          Path.of("/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem"),
          Path.of("/etc/ssl/ca-bundle.pem"));

  private final Settings settings;
  private final Path directory;

  TlsSettings(Settings settings, Path home) {
    this.settings = settings;
    this.directory = home.resolve(".postgresql");
  }

  /**
   * @throws BadTarget when a mode is unknown or falls back to clear text, or a file is missing
   */
  Tls read() {
    Tls.Mode mode = mode();
    if (mode == Tls.Mode.DISABLE) {
      return Tls.disabled();
    }
    Settings.Setting named = settings.find(Parameter.SSLROOTCERT);
    Tls.ClientCertificate client = clientCertificate();
    if (named != null && named.value().equals("system")) {
      if (mode != Tls.Mode.VERIFY_FULL) {
        // Anybody can have a certificate that the system trusts: without the name it proves nothing
        // (libpq refuses too).
        throw new BadTarget(
            "sslrootcert=system with sslmode=" + mode.word(), "write sslmode=verify-full");
      }
      return new Tls(mode, systemRoots(client != null), client);
    }
    Path byDefault = directory.resolve("root.crt");
    Path roots = named != null ? file(named) : Files.exists(byDefault) ? byDefault : null;
    if (roots != null && mode == Tls.Mode.REQUIRE) {
      mode =
          Tls.Mode.VERIFY_CA; // "as if verify-ca, when a root CA file is present": libpq, sslmode
    }
    if (roots == null && mode == Tls.Mode.VERIFY_CA) {
      throw new BadTarget(
          "sslmode=verify-ca without a root certificate",
          "name one with sslrootcert=/path/ca.crt, or use verify-full");
    }
    return new Tls(
        mode, roots != null || !mode.verifies() ? roots : systemRoots(client != null), client);
  }

  private Tls.Mode mode() {
    Settings.Setting setting = settings.find(Parameter.SSLMODE);
    if (setting == null) {
      return Tls.Mode.VERIFY_FULL;
    }
    for (Tls.Mode mode : Tls.Mode.values()) {
      if (mode.word().equals(setting.value())) {
        return mode;
      }
    }
    if (setting.value().equals("prefer") || setting.value().equals("allow")) {
      throw new BadTarget(
          setting.where()
              + " says sslmode="
              + setting.value()
              + ", which falls back to clear text without a word",
          "write sslmode=verify-full, or sslmode=disable for loopback and networks you trust");
    }
    throw new BadTarget(
        setting.where() + " says sslmode=" + PlainText.of(setting.value(), 20),
        "write verify-full (the default), verify-ca, require or disable");
  }

  private Tls.@Nullable ClientCertificate clientCertificate() {
    Settings.Setting certificate = settings.find(Parameter.SSLCERT);
    Settings.Setting key = settings.find(Parameter.SSLKEY);
    Path defaultCertificate = directory.resolve("postgresql.crt");
    Path defaultKey = directory.resolve("postgresql.key");
    if (certificate == null
        && key == null
        && !(Files.exists(defaultCertificate) && Files.exists(defaultKey))) {
      return null;
    }
    Path keyFile = key == null ? existing(defaultKey, "sslkey") : file(key);
    if (PemKey.needsConversion(keyFile)) {
      throw new BadTarget(
          "the client's key "
              + PlainText.of(keyFile.toString(), 120)
              + " is not PKCS #8 without a password",
          "convert it: openssl pkcs8 -topk8 -nocrypt -in KEY -out KEY.pk8, readable by its owner only");
    }
    Settings.Setting password = settings.find(Parameter.SSLPASSWORD);
    return new Tls.ClientCertificate(
        certificate == null ? existing(defaultCertificate, "sslcert") : file(certificate),
        keyFile,
        password == null ? null : new Password(password.value(), password.where()));
  }

  /**
   * The system's roots as one file, else Java's own, which cannot be combined with a client's
   * certificate.
   */
  private @Nullable Path systemRoots(boolean withClientCertificate) {
    Settings.Setting openSsl = settings.variable("SSL_CERT_FILE");
    if (openSsl != null) {
      return file(openSsl);
    }
    for (Path roots : SYSTEM_ROOTS) {
      if (Files.isReadable(roots)) {
        return roots;
      }
    }
    if (withClientCertificate) {
      throw new BadTarget(
          "a client certificate is to be used, and this system has no file of trusted roots",
          "name the server's root certificate with sslrootcert=/path/ca.crt");
    }
    return null;
  }

  private static Path file(Settings.Setting setting) {
    try {
      return existing(Path.of(setting.value()), setting.where());
    } catch (InvalidPathException invalid) {
      throw new BadTarget(setting.where() + " names no valid path", "write the path of a PEM file");
    }
  }

  private static Path existing(Path file, String where) {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw new BadTarget(
          where + " names " + PlainText.of(file.toString(), 120) + ", which is not a readable file",
          "check the path and its permissions");
    }
    return file;
  }
}
