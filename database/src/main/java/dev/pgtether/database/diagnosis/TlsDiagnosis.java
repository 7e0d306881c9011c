package dev.pgtether.database.diagnosis;

import dev.pgtether.database.config.ConnectionTarget;
import dev.pgtether.database.failure.DatabaseFailure;
import dev.pgtether.database.failure.DatabaseFailure.Problem;
import dev.pgtether.database.failure.PrintableText;
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

  private final ConnectionTarget connectionTarget;

  TlsDiagnosis(ConnectionTarget connectionTarget) {
    this.connectionTarget = connectionTarget;
  }

  DatabaseFailure unavailable() {
    return new DatabaseFailure(
        Problem.TLS_UNAVAILABLE,
        connectionTarget.hostAndPort()
            + " speaks no TLS, and sslmode="
            + connectionTarget.tlsConfig().mode().word()
            + " asks for it",
        "over loopback or a network you trust write sslmode=disable; else switch ssl on in postgresql.conf");
  }

  DatabaseFailure wrongName(String names) {
    return new DatabaseFailure(
        Problem.TLS_HOSTNAME,
        "the certificate of "
            + connectionTarget.hostAndPort()
            + " is for "
            + names
            + ", not for "
            + connectionTarget.host(),
        "connect by a name that the certificate bears (with hostaddr=… for the address), or have it reissued");
  }

  /** Null when it was not TLS that failed. */
  @Nullable DatabaseFailure of(Exception failed) {
    if (ConnectDiagnosis.hasCause(failed, CertificateExpiredException.class)) {
      return invalidNow("is no longer valid");
    }
    if (ConnectDiagnosis.hasCause(failed, CertificateNotYetValidException.class)) {
      return invalidNow("is not valid yet");
    }
    if (ConnectDiagnosis.hasCause(failed, CertPathBuilderException.class)
        || ConnectDiagnosis.hasCause(failed, CertPathValidatorException.class)) {
      return new DatabaseFailure(
          Problem.TLS_UNTRUSTED,
          "the certificate of "
              + connectionTarget.hostAndPort()
              + " is signed by nobody who is trusted ("
              + trustSource()
              + ")",
          "name the certificate of its issuer with sslrootcert=/path/ca.crt");
    }
    if (ConnectDiagnosis.hasCause(failed, SSLException.class)
        || ConnectDiagnosis.hasCause(failed, CertificateException.class)
        || ConnectDiagnosis.hasCause(failed, FileNotFoundException.class)
        || isClientKeyFailure(failed)) {
      return new DatabaseFailure(
          Problem.TLS_OTHER,
          "TLS with "
              + connectionTarget.hostAndPort()
              + " failed: "
              + PrintableText.of(ConnectDiagnosis.deepestMessage(failed), 200),
          connectionTarget.tlsConfig().client() == null
              ? "the server may ask for a client certificate (sslcert, sslkey) or offer no TLS version that Java speaks"
              : "check that the client certificate and its key are readable, belong together and are trusted there");
    }
    return null;
  }

  /** The driver gives no cause for a key with loose permissions, only this state. */
  private boolean isClientKeyFailure(Exception failed) {
    return connectionTarget.tlsConfig().client() != null
        && failed instanceof SQLException driver
        && PSQLState.CONNECTION_FAILURE.getState().equals(driver.getSQLState());
  }

  private DatabaseFailure invalidNow(String why) {
    return new DatabaseFailure(
        Problem.TLS_EXPIRED,
        "the certificate of " + connectionTarget.hostAndPort() + ", or of its issuer, " + why,
        "have it renewed, and check this machine's clock");
  }

  private String trustSource() {
    return connectionTarget.tlsConfig().roots() == null
        ? "Java's own trust store was used"
        : PrintableText.of(connectionTarget.tlsConfig().roots().toString(), 120) + " was used";
  }
}
