package dev.pgtether.database;

import dev.pgtether.correlation.fact.IpAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a {@link Target} out of what was set. */
final class TargetSettings {

  private static final int LONGEST_NAME = 63; // NAMEDATALEN - 1: a longer one is cut by the server
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);
  private static final int LONGEST_TIMEOUT_SECONDS = 600;

  private final Settings settings;
  private final Path home;

  TargetSettings(Settings settings, Path home) {
    this.settings = settings;
    this.home = home;
  }

  Target read() {
    Settings.Setting host = settings.find(Parameter.HOST);
    String hostName =
        host == null ? addressOr("localhost") : Host.of(host.value(), host.where()).text();
    int port = port();
    String user = name(Parameter.USER, System.getProperty("user.name", ""));
    String database = name(Parameter.DBNAME, user);
    refuseGss();
    requireAnySession();
    Tls tls = new TlsSettings(settings, home).read();
    PasswordFile.Found found = password(hostName, port, database, user);
    return new Target(
        hostName,
        port,
        address(),
        database,
        user,
        found.password(),
        found.remark(),
        tls,
        connectTimeout(),
        name(Parameter.APPLICATION_NAME, "pgtether"),
        authentication(tls));
  }

  private String addressOr(String otherwise) {
    IpAddress address = address();
    return address == null ? otherwise : address.toString();
  }

  private @Nullable IpAddress address() {
    Settings.Setting setting = settings.find(Parameter.HOSTADDR);
    if (setting == null) {
      return null;
    }
    if (setting.value().indexOf(',') >= 0) {
      throw Host.several();
    }
    IpAddress address = Host.of(setting.value(), setting.where()).literal();
    if (address == null) {
      throw new BadTarget(
          setting.where() + " is not an IP address",
          "write names into host, addresses into hostaddr");
    }
    return address;
  }

  private int port() {
    Settings.Setting setting = settings.find(Parameter.PORT);
    if (setting == null) {
      return 5432;
    }
    if (setting.value().indexOf(',') >= 0) {
      throw Host.several();
    }
    int port = number(setting.value());
    if (port < 1 || port > 0xFFFF) {
      throw new BadTarget(
          setting.where() + " is '" + PlainText.of(setting.value(), 20) + "', which is not a port",
          "write 1 to 65535");
    }
    return port;
  }

  private Duration connectTimeout() {
    Settings.Setting setting = settings.find(Parameter.CONNECT_TIMEOUT);
    if (setting == null) {
      return DEFAULT_TIMEOUT;
    }
    int seconds = number(setting.value());
    if (seconds < 1 || seconds > LONGEST_TIMEOUT_SECONDS) {
      throw new BadTarget(
          setting.where()
              + " is '"
              + PlainText.of(setting.value(), 20)
              + "', and an audit never waits without end",
          "write 1 to " + LONGEST_TIMEOUT_SECONDS + " (seconds)");
    }
    return Duration.ofSeconds(seconds);
  }

  private String name(Parameter parameter, String otherwise) {
    Settings.Setting setting = settings.find(parameter);
    String name = setting == null ? otherwise : setting.value();
    if (name.isEmpty() || name.equals("?")) {
      throw new BadTarget(
          "no " + parameter.keyword() + " is given", "write postgresql://user@host:5432/db");
    }
    if (name.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > LONGEST_NAME) {
      throw new BadTarget(
          (setting == null ? parameter.keyword() : setting.where())
              + " is longer than PostgreSQL's names can be",
          "write at most " + LONGEST_NAME + " bytes");
    }
    return name;
  }

  private void requireAnySession() {
    Settings.Setting setting = settings.find(Parameter.TARGET_SESSION_ATTRS);
    if (setting != null && !Set.of("any", "prefer-standby").contains(setting.value())) {
      throw new BadTarget(
          setting.where()
              + " asks for a server of a certain role, and an audit reads the one it is given",
          "leave it out and name the server itself");
    }
  }

  private void refuseGss() {
    Settings.Setting setting = settings.find(Parameter.GSSENCMODE);
    if (setting != null && setting.value().equals("require")) {
      throw new BadTarget(
          setting.where() + " requires encryption by GSSAPI, which is not spoken here", "use TLS");
    }
  }

  private PasswordFile.Found password(String host, int port, String database, String user) {
    Settings.Setting given = settings.find(Parameter.PASSWORD);
    if (given != null) {
      return new PasswordFile.Found(new Password(given.value(), given.where()), null);
    }
    Settings.Setting file = settings.find(Parameter.PASSFILE);
    try {
      Path path = file == null ? home.resolve(".pgpass") : Path.of(file.value());
      return PasswordFile.find(path, file != null, host, port, database, user);
    } catch (InvalidPathException invalid) {
      throw new BadTarget("the password file's name is no valid path", "check PGPASSFILE");
    }
  }

  private Authentication authentication(Tls tls) {
    Settings.Setting methods = settings.find(Parameter.REQUIRE_AUTH);
    Settings.Setting binding = settings.find(Parameter.CHANNEL_BINDING);
    if (binding != null && !Set.of("disable", "prefer", "require").contains(binding.value())) {
      throw new BadTarget(binding.where() + " is not a mode", "write disable, prefer or require");
    }
    // Kerberos would ask for a password on the terminal; a password in clear text only goes through
    // TLS.
    String byDefault = tls.mode() == Tls.Mode.DISABLE ? "!gss,!sspi,!password" : "!gss,!sspi";
    return new Authentication(
        methods == null ? byDefault : allowed(methods, tls),
        binding == null ? "prefer" : binding.value());
  }

  private static String allowed(Settings.Setting setting, Tls tls) {
    List<String> known = List.of("scram-sha-256", "md5", "none", "password");
    for (String method : setting.value().split(",", -1)) {
      if (!known.contains(method)) {
        throw new BadTarget(
            setting.where() + " allows '" + PlainText.of(method, 20) + "'",
            "write one or more of " + known);
      }
      if (method.equals("password") && tls.mode() == Tls.Mode.DISABLE) {
        throw new BadTarget(
            setting.where() + " allows a clear-text password without TLS",
            "use TLS, or scram-sha-256");
      }
    }
    return setting.value();
  }

  private static int number(String text) {
    try {
      return text.length() > 9 ? -1 : Integer.parseInt(text.strip());
    } catch (NumberFormatException notANumber) {
      return -1;
    }
  }
}
