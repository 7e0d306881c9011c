package dev.pgtether.database;

import dev.pgtether.database.DatabaseFailure.Problem;
import java.io.FileNotFoundException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.sql.SQLException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLState;

/** Which check of TLS failed. */
final class TlsDiagnosis {

  private final Target target;

  TlsDiagnosis(Target target) {
    this.target = target;
  }

  DatabaseFailure unavailable() {
    return new DatabaseFailure(
        Problem.TLS_UNAVAILABLE,
        target.hostAndPort()
            + " speaks no TLS, and sslmode="
            + target.tls().mode().word()
            + " asks for it",
        "over loopback or a network you trust write sslmode=disable; else switch ssl on in postgresql.conf");
  }

  DatabaseFailure wrongName(String names) {
    return new DatabaseFailure(
        Problem.TLS_HOSTNAME,
        "the certificate of "
            + target.hostAndPort()
            + " is for "
            + names
            + ", not for "
            + target.host(),
        "connect by a name that the certificate bears (with hostaddr=… for the address), or have it reissued");
  }

  /** Null when it was not TLS that failed. */
  @Nullable DatabaseFailure of(Exception failed) {
    if (OpeningDiagnosis.has(failed, CertificateExpiredException.class)) {
      return invalidNow("is no longer valid");
    }
    if (OpeningDiagnosis.has(failed, CertificateNotYetValidException.class)) {
      return invalidNow("is not valid yet");
    }
    if (OpeningDiagnosis.has(failed, CertPathBuilderException.class)
        || OpeningDiagnosis.has(failed, CertPathValidatorException.class)) {
      return new DatabaseFailure(
          Problem.TLS_UNTRUSTED,
          "the certificate of "
              + target.hostAndPort()
              + " is signed by nobody who is trusted ("
              + trusted()
              + ")",
          "name the certificate of its issuer with sslrootcert=/path/ca.crt");
    }
    if (OpeningDiagnosis.has(failed, SSLException.class)
        || OpeningDiagnosis.has(failed, CertificateException.class)
        || OpeningDiagnosis.has(failed, FileNotFoundException.class)
        || isAboutTheClientsKey(failed)) {
      return new DatabaseFailure(
          Problem.TLS_OTHER,
          "TLS with "
              + target.hostAndPort()
              + " failed: "
              + PlainText.of(OpeningDiagnosis.deepest(failed), 200),
          target.tls().client() == null
              ? "the server may ask for a client certificate (sslcert, sslkey) or offer no TLS version that Java speaks"
              : "check that the client certificate and its key are readable, belong together and are trusted there");
    }
    return null;
  }

  /** The driver gives no cause for a key with loose permissions, only this state. */
  private boolean isAboutTheClientsKey(Exception failed) {
    return target.tls().client() != null
        && failed instanceof SQLException driver
        && PSQLState.CONNECTION_FAILURE.getState().equals(driver.getSQLState());
  }

  private DatabaseFailure invalidNow(String why) {
    return new DatabaseFailure(
        Problem.TLS_EXPIRED,
        "the certificate of " + target.hostAndPort() + ", or of its issuer, " + why,
        "have it renewed, and check this machine's clock");
  }

  private String trusted() {
    return target.tls().roots() == null
        ? "Java's own trust store was used"
        : PlainText.of(target.tls().roots().toString(), 120) + " was used";
  }
}
