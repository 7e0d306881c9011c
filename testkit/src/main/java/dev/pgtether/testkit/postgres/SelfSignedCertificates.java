package dev.pgtether.testkit.postgres;

import dev.pgtether.testkit.process.HostCommand;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

/** Certificates that vouch for themselves, made with the JDK's own {@code keytool}. */
public final class SelfSignedCertificates {
  private static final String STORE_PASSWORD = "for-one-test-run";

  private SelfSignedCertificates() {}

  /**
   * Writes {@code server.crt}, for {@code host}, localhost, 127.0.0.1 and ::1, and {@code
   * server.key}, both PEM.
   */
  static void writeServerCertificate(Path folder, String host) throws IOException {
    create(folder, "server", host);
  }

  /**
   * Writes {@code client.crt}, by which PostgreSQL's method {@code cert} knows a role, and {@code
   * client.key}, both PEM.
   */
  public static void writeClientCertificate(Path folder, String role) throws IOException {
    create(folder, "client", role);
  }

  private static void create(Path folder, String name, String subject) throws IOException {
    Path store = folder.resolve(name + ".p12");
    HostCommand.run(
        Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
        "-genkeypair",
        "-keyalg",
        "EC",
        "-dname",
        "CN=" + subject,
        "-ext",
        "san=dns:%s,dns:localhost,ip:127.0.0.1,ip:::1".formatted(subject),
        "-alias",
        name,
        "-keystore",
        store.toString(),
        "-storepass",
        STORE_PASSWORD,
        "-storetype",
        "PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, STORE_PASSWORD.toCharArray());
      write(folder.resolve(name + ".crt"), "CERTIFICATE", keys.getCertificate(name).getEncoded());
      write(
          folder.resolve(name + ".key"),
          "PRIVATE KEY",
          keys.getKey(name, STORE_PASSWORD.toCharArray()).getEncoded());
    } catch (GeneralSecurityException unreadable) {
      throw new IOException("could not read what keytool made, " + store, unreadable);
    }
    // the authority is there for every user to read, the key for nobody else, or PostgreSQL refuses
    // it
    Files.setPosixFilePermissions(
        folder.resolve(name + ".key"), PosixFilePermissions.fromString("rw-------"));
  }

  private static void write(Path file, String what, byte[] der) throws IOException {
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    Files.writeString(
        file, "-----BEGIN " + what + "-----\n" + lines + "\n-----END " + what + "-----\n");
  }
}
