package dev.pgtether.testkit.client;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * Sends one message over TLS and prints what comes back, for tests that have to come from inside a
 * pod. Its arguments: host, port, a file of the roots that it trusts (PEM), a file of what it
 * sends.
 */
public final class TlsRequestProgram {
  private static final int TIMEOUT_MILLIS = 10_000;
  private static final int MAX_RESPONSE_BYTES = 1 << 16;

  private TlsRequestProgram() {}

  public static void main(String... args) throws IOException, GeneralSecurityException {
    SSLContext context = PemTrustStore.of(Path.of(args[2]));
    try (SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(args[0], Integer.parseInt(args[1]))) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      socket.setSSLParameters(parameters);
      OutputStream out = socket.getOutputStream();
      out.write(Files.readAllBytes(Path.of(args[3])));
      out.flush();
      System.out.print(
          new String(
              socket.getInputStream().readNBytes(MAX_RESPONSE_BYTES), StandardCharsets.UTF_8));
    }
  }
}
