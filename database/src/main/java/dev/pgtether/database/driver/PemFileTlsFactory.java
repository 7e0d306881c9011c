package dev.pgtether.database.driver;

import java.io.IOException;
import java.net.Socket;
import java.util.Properties;
import javax.net.ssl.SSLSocket;
import org.postgresql.ssl.LibPQFactory;
import org.postgresql.util.PSQLException;

/**
 * TLS with roots and keys from files, understood above it. Public only because the driver makes it,
 * by name.
 */
public final class PemFileTlsFactory extends LibPQFactory {

  public PemFileTlsFactory(Properties settings) throws PSQLException {
    super(settings);
  }

  @Override
  public Socket createSocket(Socket socket, String host, int port, boolean autoClose)
      throws IOException {
    SSLSocket tls = (SSLSocket) super.createSocket(socket, host, port, autoClose);
    return new ValidatingTlsSocket(tls, ((MeteredSocket) socket).responseLimiter());
  }
}
