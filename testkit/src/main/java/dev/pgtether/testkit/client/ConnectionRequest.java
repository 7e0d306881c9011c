package dev.pgtether.testkit.client;

import dev.pgtether.testkit.protocol.ServerAddress;
import java.util.List;
import java.util.stream.Stream;

/**
 * A connection to be made by a {@link ScriptedClient}.
 *
 * @param from the local address, or empty for the kernel's choice
 * @param fromPort the local port, or 0 for the kernel's choice
 * @param mapped over an IPv6 socket to an IPv4 address
 * @param loginStage how far to go
 * @param suffix what application_name carries after {@code pid-<pid>}
 * @param retryMillis for how long to try again while the connection cannot be made
 */
public record ConnectionRequest(
    ServerAddress server,
    String from,
    int fromPort,
    boolean mapped,
    String user,
    String password,
    LoginStage loginStage,
    String suffix,
    long retryMillis) {
  private static final String SEPARATOR = "\t";

  /** From any port, all the way. */
  public static ConnectionRequest to(ServerAddress server, String user, String password) {
    return new ConnectionRequest(server, "", 0, false, user, password, LoginStage.READY, "", 0);
  }

  public ConnectionRequest from(String address, int port) {
    return new ConnectionRequest(
        server, address, port, mapped, user, password, loginStage, suffix, retryMillis);
  }

  public ConnectionRequest overMappedSocket() {
    return new ConnectionRequest(
        server, from, fromPort, true, user, password, loginStage, suffix, retryMillis);
  }

  public ConnectionRequest until(LoginStage wanted) {
    return new ConnectionRequest(
        server, from, fromPort, mapped, user, password, wanted, suffix, retryMillis);
  }

  public ConnectionRequest named(String wanted) {
    return new ConnectionRequest(
        server, from, fromPort, mapped, user, password, loginStage, wanted, retryMillis);
  }

  public ConnectionRequest retryingFor(long millis) {
    return new ConnectionRequest(
        server, from, fromPort, mapped, user, password, loginStage, suffix, millis);
  }

  /** As {@link ScriptedClientProgram} takes it, after {@code open}. */
  public String encode() {
    return Stream.of(
            server.host(),
            server.port(),
            from,
            fromPort,
            mapped,
            user,
            password,
            loginStage,
            suffix,
            retryMillis)
        .map(Object::toString)
        .collect(java.util.stream.Collectors.joining(SEPARATOR));
  }

  static ConnectionRequest decode(String line) {
    List<String> fields = List.of(line.split(SEPARATOR, -1));
    return new ConnectionRequest(
        new ServerAddress(fields.get(0), Integer.parseInt(fields.get(1))),
        fields.get(2),
        Integer.parseInt(fields.get(3)),
        Boolean.parseBoolean(fields.get(4)),
        fields.get(5),
        fields.get(6),
        LoginStage.valueOf(fields.get(7)),
        fields.get(8),
        Long.parseLong(fields.get(9)));
  }
}
