package dev.pgtether.testkit.bench.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Where simulated agents find the operator.
 *
 * @param replicas one of which a Service would choose
 * @param name that their certificates are for
 * @param trusted by what is published for pods
 * @param handshakes at a time: agents have processors of their own, and all of these have but one
 *     machine, which is the operator's as well
 */
record Meeting(
    List<InetSocketAddress> replicas, String name, SSLContext trusted, Semaphore handshakes) {

  private static final int HANDSHAKES_AT_ONCE = 128;

  Meeting(List<InetSocketAddress> replicas, String name, SSLContext trusted) {
    this(replicas, name, trusted, new Semaphore(HANDSHAKES_AT_ONCE));
  }

  /** Any of them, as a Service chooses. */
  InetSocketAddress replica() {
    return replicas.get(ThreadLocalRandom.current().nextInt(replicas.size()));
  }

  /** Trusts the certificates of a PEM file and nothing else. */
  static SSLContext trusting(Path roots) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (InputStream in = Files.newInputStream(roots)) {
      for (Certificate root : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("root" + store.size(), root);
      }
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
