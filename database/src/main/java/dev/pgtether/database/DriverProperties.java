package dev.pgtether.database;

import java.util.Properties;
import org.postgresql.PGProperty;

/** What the driver is told. Nothing of it passes through a URL. */
final class DriverProperties {

  private DriverProperties() {}

  static Properties of(Target target) {
    Properties properties = new Properties();
    PGProperty.USER.set(properties, target.user());
    PGProperty.PG_DBNAME.set(properties, target.database());
    Password password = target.password();
    if (password != null) {
      PGProperty.PASSWORD.set(properties, password.value());
    }
    PGProperty.APPLICATION_NAME.set(properties, target.applicationName());
    // So that the name goes out with the startup packet, instead of a SET that a pooler would keep
    // for its next client.
    PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "14");
    PGProperty.GSS_ENC_MODE.set(properties, "disable");
    PGProperty.REQUIRE_AUTH.set(properties, target.authentication().methods());
    PGProperty.CHANNEL_BINDING.set(properties, target.authentication().channelBinding());

    int connectSeconds = (int) Math.max(1, target.connectTimeout().toSeconds());
    PGProperty.SOCKET_FACTORY.set(properties, PinnedSocketFactory.class.getName());
    PGProperty.CONNECT_TIMEOUT.set(properties, connectSeconds);
    PGProperty.SSL_RESPONSE_TIMEOUT.set(properties, Math.multiplyExact(connectSeconds, 1000));
    PGProperty.SOCKET_TIMEOUT.set(properties, (int) SessionSettings.SOCKET_TIMEOUT.toSeconds());
    PGProperty.TCP_KEEP_ALIVE.set(properties, true);
    // Nulls and the objects around values do not count against it: Allowance bounds those.
    PGProperty.MAX_RESULT_BUFFER.set(properties, Long.toString(Allowance.READING.bytes()));
    PGProperty.PREPARE_THRESHOLD.set(properties, 1);
    setTls(properties, target.tls());
    return properties;
  }

  private static void setTls(Properties properties, Tls tls) {
    PGProperty.SSL_MODE.set(properties, tls.mode().word());
    if (tls.mode() == Tls.Mode.DISABLE) {
      return;
    }
    PGProperty.SSL_HOSTNAME_VERIFIER.set(properties, CertificateNames.class.getName());
    boolean javas = tls.roots() == null && tls.mode().verifies();
    PGProperty.SSL_FACTORY.set(properties, (javas ? TlsOfJava.class : TlsOfFiles.class).getName());
    if (tls.roots() != null) {
      PGProperty.SSL_ROOT_CERT.set(properties, tls.roots().toString());
    }
    Tls.ClientCertificate client = tls.client();
    // Empty, not absent: absent makes the driver look in the home directory of whoever runs the
    // JVM.
    PGProperty.SSL_CERT.set(properties, client == null ? "" : client.certificate().toString());
    PGProperty.SSL_KEY.set(properties, client == null ? "" : client.key().toString());
    if (client != null) {
      PGProperty.PEM_KEY_ALGORITHM.set(properties, PemKey.algorithm(client.key()));
    }
    // Empty, not absent: absent makes the driver ask on the terminal.
    Password keyPassword = client == null ? null : client.keyPassword();
    PGProperty.SSL_PASSWORD.set(properties, keyPassword == null ? "" : keyPassword.value());
  }
}
