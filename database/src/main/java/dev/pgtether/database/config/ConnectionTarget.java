package dev.pgtether.database.config;

import dev.pgtether.correlation.fact.IpAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where one PostgreSQL is, and as whom to log in.
 *
 * @param host a DNS name or IP literal; the name that the server's certificate has to bear
 * @param port 1 to 65535
 * @param address what to dial instead of what {@code host} resolves to (libpq's {@code hostaddr});
 *     null to resolve
 * @param user the role
 * @param password null when none was given
 * @param passwordRemark why a password file was not used; null when there is nothing to say
 * @param connectTimeout for resolving, and again for all addresses together until the login is
 *     through
 * @param applicationName what the server's own logs call the audit
 * @param allowedAuthentication authentication methods that the server may ask for
 */
public record ConnectionTarget(
    String host,
    int port,
    @Nullable IpAddress address,
    String database,
    String user,
    @Nullable Password password,
    @Nullable String passwordRemark,
    TlsConfig tlsConfig,
    Duration connectTimeout,
    String applicationName,
    AllowedAuthentication allowedAuthentication) {

  /**
   * @throws IllegalArgumentException when the host is neither a DNS name nor an IP literal, or the
   *     port is none
   */
  public ConnectionTarget {
    var _ = new Host(host);
    if (port < 1 || port > 0xFFFF) {
      throw new IllegalArgumentException("a port is 1 to 65535, not " + port);
    }
  }

  /**
   * Applies libpq's rules: what the URL says, else what {@code PG*} variables say, else the
   * defaults.
   *
   * <p>They differ from libpq's in three points. Without a host it is {@code localhost} by TCP: an
   * audit needs a TCP connection, libpq would use the Unix-domain socket. {@code sslmode} is {@code
   * verify-full}, and modes that fall back to clear text are refused. {@code PGAPPNAME} is not
   * used: it names the application in whose environment an audit happens to run.
   *
   * @param url {@code postgresql://user@host:5432/db?sslmode=…}, {@code host=… port=…}, or null for
   *     none
   * @param home where {@code .pgpass} and {@code .postgresql/} are
   * @throws InvalidTargetException when something cannot be used, with what to write instead
   */
  public static ConnectionTarget parse(
      @Nullable String url, Map<String, String> environment, Path home) {
    ParameterValues parameterValues =
        new ParameterValues(
            url == null || url.isBlank() ? Map.of() : ConnectionStringParser.parse(url),
            environment);
    return new TargetReader(parameterValues, home).read();
  }

  /** {@code db.example.com:5432}, {@code [::1]:5432}. */
  public String hostAndPort() {
    return new Host(host).withPort(port);
  }

  /** Never the password. */
  @Override
  public String toString() {
    return user + "@" + hostAndPort() + "/" + database + " sslmode=" + tlsConfig.mode().word();
  }
}
