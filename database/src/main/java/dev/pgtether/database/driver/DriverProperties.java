package dev.pgtether.database.driver;

import dev.pgtether.database.config.ConnectionTarget;
import dev.pgtether.database.config.Password;
import dev.pgtether.database.config.PemPrivateKey;
import dev.pgtether.database.config.TlsConfig;
import dev.pgtether.database.protocol.ResponseLimits;
import dev.pgtether.database.sql.SessionSettings;
import java.util.Properties;
import org.postgresql.PGProperty;

/** What the driver is told. Nothing of it passes through a URL. */
final class DriverProperties {

  private DriverProperties() {}

  static Properties of(ConnectionTarget connectionTarget) {
    Properties properties = new Properties();
    PGProperty.USER.set(properties, connectionTarget.user());
    PGProperty.PG_DBNAME.set(properties, connectionTarget.database());
    Password password = connectionTarget.password();
    if (password != null) {
      PGProperty.PASSWORD.set(properties, password.value());
    }
    PGProperty.APPLICATION_NAME.set(properties, connectionTarget.applicationName());
    // So that the name goes out with the startup packet, instead of a SET that a pooler would keep
    // for its next client.
    PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "14");
    PGProperty.GSS_ENC_MODE.set(properties, "disable");
    PGProperty.REQUIRE_AUTH.set(properties, connectionTarget.allowedAuthentication().methods());
    PGProperty.CHANNEL_BINDING.set(
        properties, connectionTarget.allowedAuthentication().channelBinding());

    int connectSeconds = (int) Math.max(1, connectionTarget.connectTimeout().toSeconds());
    PGProperty.SOCKET_FACTORY.set(properties, PinnedAddressSocketFactory.class.getName());
    PGProperty.CONNECT_TIMEOUT.set(properties, connectSeconds);
    PGProperty.SSL_RESPONSE_TIMEOUT.set(properties, Math.multiplyExact(connectSeconds, 1000));
    PGProperty.SOCKET_TIMEOUT.set(properties, (int) SessionSettings.SOCKET_TIMEOUT.toSeconds());
    PGProperty.TCP_KEEP_ALIVE.set(properties, true);
    // Nulls and the objects around values do not count against it: Allowance bounds those.
    PGProperty.MAX_RESULT_BUFFER.set(properties, Long.toString(ResponseLimits.ACTIVITY.bytes()));
    PGProperty.PREPARE_THRESHOLD.set(properties, 1);
    setTls(properties, connectionTarget.tlsConfig());
    return properties;
  }

  private static void setTls(Properties properties, TlsConfig tlsConfig) {
    PGProperty.SSL_MODE.set(properties, tlsConfig.mode().word());
    if (tlsConfig.mode() == TlsConfig.Mode.DISABLE) {
      return;
    }
    PGProperty.SSL_HOSTNAME_VERIFIER.set(properties, RecordingHostnameVerifier.class.getName());
    boolean useJavaTrustStore = tlsConfig.roots() == null && tlsConfig.mode().verifies();
    PGProperty.SSL_FACTORY.set(
        properties,
        (useJavaTrustStore ? JavaTrustTlsFactory.class : PemFileTlsFactory.class).getName());
    if (tlsConfig.roots() != null) {
      PGProperty.SSL_ROOT_CERT.set(properties, tlsConfig.roots().toString());
    }
    TlsConfig.ClientCertificate client = tlsConfig.client();
    // Empty, not absent: absent makes the driver look in the home directory of whoever runs the
    // JVM.
    PGProperty.SSL_CERT.set(properties, client == null ? "" : client.certificate().toString());
    PGProperty.SSL_KEY.set(properties, client == null ? "" : client.key().toString());
    if (client != null) {
      PGProperty.PEM_KEY_ALGORITHM.set(properties, PemPrivateKey.algorithm(client.key()));
    }
    // Empty, not absent: absent makes the driver ask on the terminal.
    Password keyPassword = client == null ? null : client.keyPassword();
    PGProperty.SSL_PASSWORD.set(properties, keyPassword == null ? "" : keyPassword.value());
  }
}
