package dev.pgtether.database.driver;

import java.io.IOException;
import java.net.Socket;
import java.util.Properties;
import javax.net.ssl.SSLSocket;
import org.postgresql.ssl.DefaultJavaSSLFactory;

/**
 * TLS with the Java runtime's own roots, understood above it. Public only because the driver makes
 * it, by name.
 */
public final class JavaTrustTlsFactory extends DefaultJavaSSLFactory {

  public JavaTrustTlsFactory(Properties settings) {
    super(settings);
  }

  @Override
  public Socket createSocket(Socket socket, String host, int port, boolean autoClose)
      throws IOException {
    SSLSocket tls = (SSLSocket) super.createSocket(socket, host, port, autoClose);
    return new ValidatingTlsSocket(tls, ((MeteredSocket) socket).responseLimiter());
  }
}
