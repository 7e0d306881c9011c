package dev.pgtether.testkit.postgres;

import dev.pgtether.testkit.process.Command;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A certificate authority and a server's certificate by it, made with the JDK's own {@code
 * keytool}.
 */
final class Certificates {
  private static final String STORE_PASSWORD = "for-one-test-run";

  private Certificates() {}

  /** Writes {@code ca.crt}, {@code server.crt} and {@code server.key}, all PEM. */
  static void create(Path folder) throws IOException {
    Path authority = folder.resolve("ca.p12");
    Path server = folder.resolve("server.p12");
    keytool(
        authority,
        "ca",
        "-genkeypair",
        "-keyalg",
        "EC",
        "-dname",
        "CN=pgtether test authority",
        "-ext",
        "bc:c");
    keytool(authority, "ca", "-exportcert", "-rfc", "-file", folder.resolve("ca.crt").toString());
    keytool(server, "server", "-genkeypair", "-keyalg", "EC", "-dname", "CN=localhost");
    Path request = folder.resolve("server.csr");
    keytool(server, "server", "-certreq", "-file", request.toString());
    keytool(
        authority,
        "ca",
        "-gencert",
        "-rfc",
        "-infile",
        request.toString(),
        "-outfile",
        folder.resolve("server.crt").toString(),
        "-ext",
        "san=dns:localhost,ip:127.0.0.1,ip:::1");
    writeKey(server, folder.resolve("server.key"));
  }

  private static void keytool(Path store, String alias, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(
        List.of(
            "-alias",
            alias,
            "-keystore",
            store.toString(),
            "-storepass",
            STORE_PASSWORD,
            "-storetype",
            "PKCS12"));
    Command.run(command);
  }

  private static void writeKey(Path store, Path file) throws IOException {
    byte[] key;
    try (InputStream in = Files.newInputStream(store)) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, STORE_PASSWORD.toCharArray());
      key = keys.getKey("server", STORE_PASSWORD.toCharArray()).getEncoded();
    } catch (GeneralSecurityException unreadable) {
      throw new IOException("could not read the key that keytool made, " + store, unreadable);
    }
    // PostgreSQL refuses a key that others may read
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key);
    Files.writeString(
        file,
        "-----BEGIN PRIVATE KEY-----\n" + lines + "\n-----END PRIVATE KEY-----\n",
        StandardCharsets.US_ASCII);
  }
}
