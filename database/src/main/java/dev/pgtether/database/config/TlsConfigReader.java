package dev.pgtether.database.config;

import dev.pgtether.database.failure.PrintableText;
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
final class TlsConfigReader {

  /** Where distributions keep the system's roots in one file: Debian and Alpine; Fedora; SUSE. */
  private static final List<Path> SYSTEM_ROOTS =
      List.of(
          Path.of("/etc/ssl/certs/ca-certificates.crt"),
          Path.of("/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem"),
          Path.of("/etc/ssl/ca-bundle.pem"));

  private final ParameterValues parameterValues;
  private final Path directory;

  TlsConfigReader(ParameterValues parameterValues, Path home) {
    this.parameterValues = parameterValues;
    this.directory = home.resolve(".postgresql");
  }

  /**
   * @throws InvalidTargetException when a mode is unknown or falls back to clear text, or a file is
   *     missing
   */
  TlsConfig read() {
    TlsConfig.Mode mode = mode();
    if (mode == TlsConfig.Mode.DISABLE) {
      return TlsConfig.disabled();
    }
    ParameterValues.SourcedValue named = parameterValues.find(ConnectionParameter.SSLROOTCERT);
    TlsConfig.ClientCertificate client = clientCertificate();
    if (named != null && named.value().equals("system")) {
      if (mode != TlsConfig.Mode.VERIFY_FULL) {
        // Anybody can have a certificate that the system trusts: without the name it proves nothing
        // (libpq refuses too).
        throw new InvalidTargetException(
            "sslrootcert=system with sslmode=" + mode.word(), "write sslmode=verify-full");
      }
      return new TlsConfig(mode, systemRoots(client != null), client);
    }
    Path byDefault = directory.resolve("root.crt");
    Path roots = named != null ? file(named) : Files.exists(byDefault) ? byDefault : null;
    if (roots != null && mode == TlsConfig.Mode.REQUIRE) {
      mode =
          TlsConfig.Mode
              .VERIFY_CA; // "as if verify-ca, when a root CA file is present": libpq, sslmode
    }
    if (roots == null && mode == TlsConfig.Mode.VERIFY_CA) {
      throw new InvalidTargetException(
          "sslmode=verify-ca without a root certificate",
          "name one with sslrootcert=/path/ca.crt, or use verify-full");
    }
    return new TlsConfig(
        mode, roots != null || !mode.verifies() ? roots : systemRoots(client != null), client);
  }

  private TlsConfig.Mode mode() {
    ParameterValues.SourcedValue sourcedValue = parameterValues.find(ConnectionParameter.SSLMODE);
    if (sourcedValue == null) {
      return TlsConfig.Mode.VERIFY_FULL;
    }
    for (TlsConfig.Mode mode : TlsConfig.Mode.values()) {
      if (mode.word().equals(sourcedValue.value())) {
        return mode;
      }
    }
    if (sourcedValue.value().equals("prefer") || sourcedValue.value().equals("allow")) {
      throw new InvalidTargetException(
          sourcedValue.where()
              + " says sslmode="
              + sourcedValue.value()
              + ", which falls back to clear text without a word",
          "write sslmode=verify-full, or sslmode=disable for loopback and networks you trust");
    }
    throw new InvalidTargetException(
        sourcedValue.where() + " says sslmode=" + PrintableText.of(sourcedValue.value(), 20),
        "write verify-full (the default), verify-ca, require or disable");
  }

  private TlsConfig.@Nullable ClientCertificate clientCertificate() {
    ParameterValues.SourcedValue certificate = parameterValues.find(ConnectionParameter.SSLCERT);
    ParameterValues.SourcedValue key = parameterValues.find(ConnectionParameter.SSLKEY);
    Path defaultCertificate = directory.resolve("postgresql.crt");
    Path defaultKey = directory.resolve("postgresql.key");
    if (certificate == null
        && key == null
        && !(Files.exists(defaultCertificate) && Files.exists(defaultKey))) {
      return null;
    }
    Path keyFile = key == null ? existing(defaultKey, "sslkey") : file(key);
    if (PemPrivateKey.needsConversion(keyFile)) {
      throw new InvalidTargetException(
          "the client's key "
              + PrintableText.of(keyFile.toString(), 120)
              + " is not PKCS #8 without a password",
          "convert it: openssl pkcs8 -topk8 -nocrypt -in KEY -out KEY.pk8, readable by its owner only");
    }
    ParameterValues.SourcedValue password = parameterValues.find(ConnectionParameter.SSLPASSWORD);
    return new TlsConfig.ClientCertificate(
        certificate == null ? existing(defaultCertificate, "sslcert") : file(certificate),
        keyFile,
        password == null ? null : new Password(password.value(), password.where()));
  }

  /**
   * The system's roots as one file, else Java's own, which cannot be combined with a client's
   * certificate.
   */
  private @Nullable Path systemRoots(boolean withClientCertificate) {
    ParameterValues.SourcedValue openSsl = parameterValues.variable("SSL_CERT_FILE");
    if (openSsl != null) {
      return file(openSsl);
    }
    for (Path roots : SYSTEM_ROOTS) {
      if (Files.isReadable(roots)) {
        return roots;
      }
    }
    if (withClientCertificate) {
      throw new InvalidTargetException(
          "a client certificate is to be used, and this system has no file of trusted roots",
          "name the server's root certificate with sslrootcert=/path/ca.crt");
    }
    return null;
  }

  private static Path file(ParameterValues.SourcedValue sourcedValue) {
    try {
      return existing(Path.of(sourcedValue.value()), sourcedValue.where());
    } catch (InvalidPathException invalid) {
      throw new InvalidTargetException(
          sourcedValue.where() + " names no valid path", "write the path of a PEM file");
    }
  }

  private static Path existing(Path file, String where) {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw new InvalidTargetException(
          where
              + " names "
              + PrintableText.of(file.toString(), 120)
              + ", which is not a readable file",
          "check the path and its permissions");
    }
    return file;
  }
}
