package dev.pgtether.database.config;

import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.database.failure.PrintableText;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a {@link ConnectionTarget} out of what was set. */
final class TargetReader {

  private static final int MAX_NAME_BYTES =
      63; // NAMEDATALEN - 1: a longer one is cut by the server
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);
  private static final int MAX_TIMEOUT_SECONDS = 600;

  private final ParameterValues parameterValues;
  private final Path home;

  TargetReader(ParameterValues parameterValues, Path home) {
    this.parameterValues = parameterValues;
    this.home = home;
  }

  ConnectionTarget read() {
    ParameterValues.SourcedValue host = parameterValues.find(ConnectionParameter.HOST);
    String hostName =
        host == null ? addressTextOr("localhost") : Host.of(host.value(), host.where()).text();
    int port = port();
    String user = name(ConnectionParameter.USER, System.getProperty("user.name", ""));
    String database = name(ConnectionParameter.DBNAME, user);
    rejectGssEncryption();
    requireAnySession();
    TlsConfig tlsConfig = new TlsConfigReader(parameterValues, home).read();
    PasswordFile.LookupResult lookupResult = password(hostName, port, database, user);
    return new ConnectionTarget(
        hostName,
        port,
        address(),
        database,
        user,
        lookupResult.password(),
        lookupResult.remark(),
        tlsConfig,
        connectTimeout(),
        name(ConnectionParameter.APPLICATION_NAME, "pgtether"),
        authentication(tlsConfig));
  }

  private String addressTextOr(String otherwise) {
    IpAddress address = address();
    return address == null ? otherwise : address.toString();
  }

  private @Nullable IpAddress address() {
    ParameterValues.SourcedValue sourcedValue = parameterValues.find(ConnectionParameter.HOSTADDR);
    if (sourcedValue == null) {
      return null;
    }
    if (sourcedValue.value().indexOf(',') >= 0) {
      throw Host.severalHosts();
    }
    IpAddress address = Host.of(sourcedValue.value(), sourcedValue.where()).literal();
    if (address == null) {
      throw new InvalidTargetException(
          sourcedValue.where() + " is not an IP address",
          "write names into host, addresses into hostaddr");
    }
    return address;
  }

  private int port() {
    ParameterValues.SourcedValue sourcedValue = parameterValues.find(ConnectionParameter.PORT);
    if (sourcedValue == null) {
      return 5432;
    }
    if (sourcedValue.value().indexOf(',') >= 0) {
      throw Host.severalHosts();
    }
    int port = number(sourcedValue.value());
    if (port < 1 || port > 0xFFFF) {
      throw new InvalidTargetException(
          sourcedValue.where()
              + " is '"
              + PrintableText.of(sourcedValue.value(), 20)
              + "', which is not a port",
          "write 1 to 65535");
    }
    return port;
  }

  private Duration connectTimeout() {
    ParameterValues.SourcedValue sourcedValue =
        parameterValues.find(ConnectionParameter.CONNECT_TIMEOUT);
    if (sourcedValue == null) {
      return DEFAULT_TIMEOUT;
    }
    int seconds = number(sourcedValue.value());
    if (seconds < 1 || seconds > MAX_TIMEOUT_SECONDS) {
      throw new InvalidTargetException(
          sourcedValue.where()
              + " is '"
              + PrintableText.of(sourcedValue.value(), 20)
              + "', and an audit never waits without end",
          "write 1 to " + MAX_TIMEOUT_SECONDS + " (seconds)");
    }
    return Duration.ofSeconds(seconds);
  }

  private String name(ConnectionParameter connectionParameter, String otherwise) {
    ParameterValues.SourcedValue sourcedValue = parameterValues.find(connectionParameter);
    String name = sourcedValue == null ? otherwise : sourcedValue.value();
    if (name.isEmpty() || name.equals("?")) {
      throw new InvalidTargetException(
          "no " + connectionParameter.keyword() + " is given",
          "write postgresql://user@host:5432/db");
    }
    if (name.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
      throw new InvalidTargetException(
          (sourcedValue == null ? connectionParameter.keyword() : sourcedValue.where())
              + " is longer than PostgreSQL's names can be",
          "write at most " + MAX_NAME_BYTES + " bytes");
    }
    return name;
  }

  private void requireAnySession() {
    ParameterValues.SourcedValue sourcedValue =
        parameterValues.find(ConnectionParameter.TARGET_SESSION_ATTRS);
    if (sourcedValue != null && !Set.of("any", "prefer-standby").contains(sourcedValue.value())) {
      throw new InvalidTargetException(
          sourcedValue.where()
              + " asks for a server of a certain role, and an audit reads the one it is given",
          "leave it out and name the server itself");
    }
  }

  private void rejectGssEncryption() {
    ParameterValues.SourcedValue sourcedValue =
        parameterValues.find(ConnectionParameter.GSSENCMODE);
    if (sourcedValue != null && sourcedValue.value().equals("require")) {
      throw new InvalidTargetException(
          sourcedValue.where() + " requires encryption by GSSAPI, which is not spoken here",
          "use TLS");
    }
  }

  private PasswordFile.LookupResult password(String host, int port, String database, String user) {
    ParameterValues.SourcedValue given = parameterValues.find(ConnectionParameter.PASSWORD);
    if (given != null) {
      return new PasswordFile.LookupResult(new Password(given.value(), given.where()), null);
    }
    ParameterValues.SourcedValue file = parameterValues.find(ConnectionParameter.PASSFILE);
    try {
      Path path = file == null ? home.resolve(".pgpass") : Path.of(file.value());
      return PasswordFile.find(path, file != null, host, port, database, user);
    } catch (InvalidPathException invalid) {
      throw new InvalidTargetException(
          "the password file's name is no valid path", "check PGPASSFILE");
    }
  }

  private AllowedAuthentication authentication(TlsConfig tlsConfig) {
    ParameterValues.SourcedValue methods = parameterValues.find(ConnectionParameter.REQUIRE_AUTH);
    ParameterValues.SourcedValue binding =
        parameterValues.find(ConnectionParameter.CHANNEL_BINDING);
    if (binding != null && !Set.of("disable", "prefer", "require").contains(binding.value())) {
      throw new InvalidTargetException(
          binding.where() + " is not a mode", "write disable, prefer or require");
    }
    // Kerberos would ask for a password on the terminal; a password in clear text only goes through
    // TLS.
    String byDefault =
        tlsConfig.mode() == TlsConfig.Mode.DISABLE ? "!gss,!sspi,!password" : "!gss,!sspi";
    return new AllowedAuthentication(
        methods == null ? byDefault : allowedMethods(methods, tlsConfig),
        binding == null ? "prefer" : binding.value());
  }

  private static String allowedMethods(
      ParameterValues.SourcedValue sourcedValue, TlsConfig tlsConfig) {
    List<String> known = List.of("scram-sha-256", "md5", "none", "password");
    for (String method : sourcedValue.value().split(",", -1)) {
      if (!known.contains(method)) {
        throw new InvalidTargetException(
            sourcedValue.where() + " allows '" + PrintableText.of(method, 20) + "'",
            "write one or more of " + known);
      }
      if (method.equals("password") && tlsConfig.mode() == TlsConfig.Mode.DISABLE) {
        throw new InvalidTargetException(
            sourcedValue.where() + " allows a clear-text password without TLS",
            "use TLS, or scram-sha-256");
      }
    }
    return sourcedValue.value();
  }

  private static int number(String text) {
    try {
      return text.length() > 9 ? -1 : Integer.parseInt(text.strip());
    } catch (NumberFormatException notANumber) {
      return -1;
    }
  }
}
