package dev.pgtether.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Certificates of authorities of our own, made with the JDK's keytool, as PEM files. */
final class TestCertificates {

  private static final String PASSWORD = "changeit";

  private final Path directory;

  TestCertificates(Path directory) {
    this.directory = directory;
  }

  /** A certificate and its key. */
  record CertificateAndKey(Path certificate, Path key) {}

  /** A self-signed authority; gives its certificate. */
  Path authority(String name) throws Exception {
    return pair(name, "RSA", "-ext", "bc:critical=ca:true").certificate();
  }

  /** A pair signed by {@code authority}. */
  CertificateAndKey signed(String authority, String name, String algorithm, String... more)
      throws Exception {
    List<String> arguments = new ArrayList<>(List.of("-signer", authority));
    arguments.addAll(List.of(more));
    return pair(name, algorithm, arguments.toArray(String[]::new));
  }

  /** All pairs that were made, for a server. */
  SSLContext context() throws GeneralSecurityException, IOException {
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(
        KeyStore.getInstance(store().toFile(), PASSWORD.toCharArray()), PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  private CertificateAndKey pair(String name, String algorithm, String... more) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(
        List.of("-genkeypair", "-alias", name, "-dname", "CN=" + name, "-keyalg", algorithm));
    command.addAll(List.of("-keystore", store().toString(), "-storepass", PASSWORD));
    command.addAll(List.of(more));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IOException(String.join(" ", command) + ": " + output);
    }
    return export(name);
  }

  private CertificateAndKey export(String name) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(store().toFile(), PASSWORD.toCharArray());
    Path certificate = pem(name + ".crt", "CERTIFICATE", store.getCertificate(name).getEncoded());
    Path key =
        pem(name + ".key", "PRIVATE KEY", store.getKey(name, PASSWORD.toCharArray()).getEncoded());
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    return new CertificateAndKey(certificate, key);
  }

  private Path pem(String file, String kind, byte[] content) throws IOException {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return Files.writeString(
        directory.resolve(file),
        "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(kind, text, kind));
  }

  private Path store() {
    return directory.resolve("keys.p12");
  }
}
