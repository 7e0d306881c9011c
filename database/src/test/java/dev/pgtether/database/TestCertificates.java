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

/** Certificates of authorities of our own, made with the JDK's keytool, as PEM files. */
final class TestCertificates {

  private static final String PASSWORD = "changeit";

  private final Path directory;

  TestCertificates(Path directory) {
    this.directory = directory;
  }

  /** A certificate and its key. */
  record Pair(Path certificate, Path key) {}

  /** A self-signed authority; gives its certificate. */
  Path authority(String name) throws IOException, InterruptedException {
    generate(name, "-ext", "bc:critical=ca:true");
    return exportCertificate(name);
  }

  /** A pair signed by {@code authority}. */
  Pair signed(String authority, String name, String... more) throws Exception {
    generate(name);
    Path request = directory.resolve(name + ".csr");
    keytool(name, "-certreq", "-alias", name, "-file", request.toString());
    Path certificate = directory.resolve(name + ".crt");
    List<String> arguments = new ArrayList<>(List.of("-gencert", "-alias", authority, "-rfc"));
    arguments.addAll(List.of("-infile", request.toString(), "-outfile", certificate.toString()));
    arguments.addAll(List.of(more));
    keytool(authority, arguments.toArray(String[]::new));
    return new Pair(certificate, exportKey(name));
  }

  private void generate(String name, String... more) throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("-genkeypair", "-alias", name, "-dname", "CN=" + name));
    // RSA, because the driver reads PEM keys of no other kind without being told.
    arguments.addAll(List.of("-keyalg", "RSA", "-keysize", "2048", "-validity", "2"));
    arguments.addAll(List.of(more));
    keytool(name, arguments.toArray(String[]::new));
  }

  private Path exportCertificate(String name) throws IOException, InterruptedException {
    Path certificate = directory.resolve(name + ".crt");
    keytool(name, "-exportcert", "-rfc", "-alias", name, "-file", certificate.toString());
    return certificate;
  }

  private Path exportKey(String name) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(store(name).toFile(), PASSWORD.toCharArray());
    byte[] key = store.getKey(name, PASSWORD.toCharArray()).getEncoded();
    Path file = directory.resolve(name + ".key");
    String pem = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key);
    Files.writeString(file, "-----BEGIN PRIVATE KEY-----\n" + pem + "\n-----END PRIVATE KEY-----\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return file;
  }

  private void keytool(String store, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-keystore", store(store).toString(), "-storepass", PASSWORD));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IOException(String.join(" ", command) + ": " + output);
    }
  }

  private Path store(String name) {
    return directory.resolve(name + ".p12");
  }
}
