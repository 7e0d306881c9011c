package dev.pgtether.sidecar.exchange;

import dev.pgtether.wire.Trouble;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Arrays;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Whom to trust, as the file says now. While it says the same the context stays the same, too, and
 * with it the sessions that make reconnecting cheap for the operator.
 */
final class TrustedRoots {

  private static final int LONGEST = 256 * 1024;

  private final Path file;
  private byte[] read = {};
  private @Nullable SSLContext context;

  TrustedRoots(Path file) {
    this.file = file;
  }

  /** The context for new connections; another one once the file has changed. */
  SSLContext current() throws ExchangeFailed {
    try {
      byte[] content = content();
      SSLContext known = context;
      if (known == null || !Arrays.equals(content, read)) {
        known = contextOf(content);
        read = content;
        context = known;
      }
      return known;
    } catch (IOException | GeneralSecurityException e) {
      context = null;
      throw new ExchangeFailed(
          Trouble.Kind.CA_UNREADABLE,
          "no root to verify the operator by: %s; the operator publishes it as ConfigMap pgtether-ca"
              .formatted(Reason.of(e)),
          e);
    }
  }

  private byte[] content() throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(LONGEST + 1);
      if (content.length > LONGEST) {
        throw new IOException(file + " is longer than " + LONGEST + " bytes");
      }
      return content;
    }
  }

  private SSLContext contextOf(byte[] pem) throws GeneralSecurityException, IOException {
    Collection<? extends Certificate> roots =
        CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem));
    if (roots.isEmpty()) {
      throw new IOException(file + " holds no certificate");
    }
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    for (Certificate root : roots) {
      store.setCertificateEntry("root-" + store.size(), root);
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
