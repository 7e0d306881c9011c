package dev.pgtether.operator.check;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.MalformedURLException;
import java.net.Proxy;
import java.net.URI;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Collection;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * One GET, over TLS with the operator's own CA and nobody else's.
 *
 * @param authority PEM, read anew for each question: it may come after us
 */
record HttpsProbe(Path authority) {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  /**
   * The answer's status; its body is not read.
   *
   * @throws IOException saying why there is none
   */
  int knock(URI uri) throws IOException {
    if (uri.getHost() == null) {
      throw new MalformedURLException("not a URL with a host");
    }
    URLConnection opened = uri.toURL().openConnection(Proxy.NO_PROXY);
    if (!(opened instanceof HttpURLConnection connection)) {
      throw new MalformedURLException("write http:// or https://");
    }
    connection.setConnectTimeout((int) LIMIT.toMillis());
    connection.setReadTimeout((int) LIMIT.toMillis());
    connection.setInstanceFollowRedirects(false);
    connection.setUseCaches(false);
    if (connection instanceof HttpsURLConnection secured) {
      secured.setSSLSocketFactory(trusting());
    }
    try {
      return connection.getResponseCode();
    } finally {
      connection.disconnect();
    }
  }

  private SSLSocketFactory trusting() throws IOException {
    try (InputStream pem = Files.newInputStream(authority)) {
      Collection<? extends Certificate> roots =
          CertificateFactory.getInstance("X.509").generateCertificates(pem);
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int number = 0;
      for (Certificate root : roots) {
        store.setCertificateEntry("root-" + number++, root);
      }
      TrustManagerFactory managers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context.getSocketFactory();
    } catch (NoSuchFileException e) {
      throw new IOException(
          "there is no CA yet in "
              + authority
              + ": the operator has not published its ConfigMap pgtether-ca",
          e);
    } catch (GeneralSecurityException e) {
      throw new IOException("no CA can be read from " + authority + ": " + e.getMessage(), e);
    }
  }
}
