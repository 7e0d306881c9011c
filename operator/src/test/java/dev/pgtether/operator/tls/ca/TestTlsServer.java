package dev.pgtether.operator.tls.ca;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * A TLS endpoint that takes its key manager once and is never reloaded, and clients that verify it.
 */
final class TestTlsServer implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 5_000;

  private final SSLServerSocket listener;

  TestTlsServer(X509ExtendedKeyManager keys) throws GeneralSecurityException, IOException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(new KeyManager[] {keys}, null, null);
    listener =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::serve);
  }

  private void serve() {
    while (!listener.isClosed()) {
      try (SSLSocket client = (SSLSocket) listener.accept()) {
        client.setSoTimeout(TIMEOUT_MILLIS);
        client.startHandshake();
        client.getOutputStream().write('.');
      } catch (IOException e) {
        // the client's side says why
      }
    }
  }

  /**
   * Connects as a client that knows nothing of earlier sessions.
   *
   * @return the certificate shown
   * @throws IOException when it is not to be trusted
   */
  X509Certificate verify(String bundle, String name) throws GeneralSecurityException, IOException {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    int number = 0;
    for (Certificate root :
        CertificateFactory.getInstance("X.509")
            .generateCertificates(
                new ByteArrayInputStream(bundle.getBytes(StandardCharsets.US_ASCII)))) {
      trusted.setCertificateEntry("root" + number++, root);
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    try (SSLSocket socket =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(
                    new Socket(listener.getInetAddress(), listener.getLocalPort()),
                    name,
                    listener.getLocalPort(),
                    true)) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      if (socket.getInputStream().read() != '.') {
        throw new IOException("the server said nothing");
      }
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
