package dev.pgtether.database.driver;

import dev.pgtether.database.failure.PrintableText;
import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.postgresql.ssl.PGjdbcHostnameVerifier;

/**
 * The driver's own check of the certificate's name, which also remembers the names that did not
 * fit: an error that says what the certificate is for saves its reader a trip to openssl. Public
 * only because the driver makes it, by name.
 */
public final class RecordingHostnameVerifier implements HostnameVerifier {

  /**
   * Where the names of a certificate for somebody else are put, for the thread that is opening a
   * connection.
   */
  static final ScopedValue<AtomicReference<@Nullable String>> REJECTED_NAMES =
      ScopedValue.newInstance();

  private final AtomicReference<@Nullable String> rejectedNames;

  public RecordingHostnameVerifier() {
    this.rejectedNames = REJECTED_NAMES.get();
  }

  @Override
  public boolean verify(String host, SSLSession session) {
    boolean matches = PGjdbcHostnameVerifier.INSTANCE.verify(certificateForm(host), session);
    if (!matches) {
      rejectedNames.set(PrintableText.of(names(session), 200));
    }
    return matches;
  }

  /**
   * The driver compares text with text, and Java writes a certificate's IPv6 address in full: ::1
   * would never fit.
   */
  private static String certificateForm(String host) {
    return host.indexOf(':') < 0 ? host : InetAddress.ofLiteral(host).getHostAddress();
  }

  private static String names(SSLSession session) {
    try {
      if (!(session.getPeerCertificates()[0] instanceof X509Certificate certificate)) {
        return "no name";
      }
      Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
      return alternatives == null || alternatives.isEmpty()
          ? certificate.getSubjectX500Principal().getName()
          : alternatives.stream()
              .map(name -> String.valueOf(name.get(1)))
              .collect(Collectors.joining(", "));
    } catch (SSLPeerUnverifiedException | CertificateParsingException unreadable) {
      return "no readable name";
    }
  }
}
