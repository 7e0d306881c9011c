package dev.pgtether.testkit.client;

import java.util.List;
import java.util.stream.Stream;

/**
 * A connection to be made by a {@link WireClient}.
 *
 * @param from the local address, or empty for the kernel's choice
 * @param fromPort the local port, or 0 for the kernel's choice
 * @param mapped over an IPv6 socket to an IPv4 address
 * @param stage how far to go
 * @param suffix what application_name carries after {@code pid-<pid>}
 * @param retryMillis for how long to try again while the connection cannot be made
 */
public record WireRequest(
    Address server,
    String from,
    int fromPort,
    boolean mapped,
    String user,
    String password,
    Stage stage,
    String suffix,
    long retryMillis) {
  private static final String SEPARATOR = "\t";

  /** From any port, all the way. */
  public static WireRequest to(Address server, String user, String password) {
    return new WireRequest(server, "", 0, false, user, password, Stage.READY, "", 0);
  }

  public WireRequest from(String address, int port) {
    return new WireRequest(
        server, address, port, mapped, user, password, stage, suffix, retryMillis);
  }

  public WireRequest overMappedSocket() {
    return new WireRequest(
        server, from, fromPort, true, user, password, stage, suffix, retryMillis);
  }

  public WireRequest until(Stage wanted) {
    return new WireRequest(
        server, from, fromPort, mapped, user, password, wanted, suffix, retryMillis);
  }

  public WireRequest named(String wanted) {
    return new WireRequest(
        server, from, fromPort, mapped, user, password, stage, wanted, retryMillis);
  }

  public WireRequest retryingFor(long millis) {
    return new WireRequest(server, from, fromPort, mapped, user, password, stage, suffix, millis);
  }

  /** As {@link WireProgram} takes it, after {@code open}. */
  public String encode() {
    return Stream.of(
            server.host(),
            server.port(),
            from,
            fromPort,
            mapped,
            user,
            password,
            stage,
            suffix,
            retryMillis)
        .map(Object::toString)
        .collect(java.util.stream.Collectors.joining(SEPARATOR));
  }

  static WireRequest decode(String line) {
    List<String> fields = List.of(line.split(SEPARATOR, -1));
    return new WireRequest(
        new Address(fields.get(0), Integer.parseInt(fields.get(1))),
        fields.get(2),
        Integer.parseInt(fields.get(3)),
        Boolean.parseBoolean(fields.get(4)),
        fields.get(5),
        fields.get(6),
        Stage.valueOf(fields.get(7)),
        fields.get(8),
        Long.parseLong(fields.get(9)));
  }
}
