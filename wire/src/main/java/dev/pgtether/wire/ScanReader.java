package dev.pgtether.wire;

import dev.pgtether.correlation.fact.ClientSocket;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.fact.MonotonicInterval;
import dev.pgtether.correlation.fact.NetworkNamespace;
import dev.pgtether.correlation.fact.ProcessId;
import dev.pgtether.correlation.fact.ScanCoverage;
import dev.pgtether.correlation.fact.ServerHostView;
import dev.pgtether.correlation.fact.SocketHolder;
import dev.pgtether.correlation.fact.SocketId;
import dev.pgtether.correlation.fact.TcpInfo;
import dev.pgtether.correlation.fact.TcpState;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A scan from JSON. Whatever refers to processes comes after them. */
final class ScanReader {

  /** The kernel gives a command name 15 bytes, at most as many characters. */
  private static final int COMMAND = 64;

  private @Nullable List<SocketHolder> processes;

  private ScanReader() {}

  static Scan read(Input in) throws IOException {
    return new ScanReader().scan(in);
  }

  private Scan scan(Input in) throws IOException {
    in.object();
    String bootId = null;
    MonotonicInterval listed = null;
    ScanCoverage scanCoverage = null;
    List<NetworkNamespace> namespaces = null;
    List<ClientSocket> sockets = null;
    ServerHostView server = null;
    for (String field = in.field(); field != null; field = in.field()) {
      switch (field) {
        case "bootId" -> bootId = in.text(Limits.NAME);
        case "listed" -> listed = interval(in);
        case "visibility" -> scanCoverage = VisibilityReader.read(in);
        case "namespaces" -> namespaces = in.list(Limits.PLACES, ScanReader::namespace);
        case "processes" -> processes = in.list(Exchange.MAX_SOCKETS, ScanReader::holder);
        case "sockets" -> sockets = in.list(Exchange.MAX_SOCKETS, this::socket);
        case "server" -> server = new ServerSideReader(known()).read(in);
        default -> in.skip();
      }
    }
    return new Scan(
        Input.need(bootId, "bootId"),
        Input.need(listed, "listed"),
        Input.need(scanCoverage, "visibility"),
        Input.need(namespaces, "namespaces"),
        Input.need(sockets, "sockets"),
        server);
  }

  private List<SocketHolder> known() {
    if (processes == null) {
      throw new IllegalArgumentException("it refers to processes that have not been listed yet");
    }
    return processes;
  }

  static MonotonicInterval interval(Input in) throws IOException {
    in.object();
    Long begin = null;
    Long end = null;
    for (String field = in.field(); field != null; field = in.field()) {
      switch (field) {
        case "beginNanos" -> begin = in.number();
        case "endNanos" -> end = in.number();
        default -> in.skip();
      }
    }
    return new MonotonicInterval(Input.need(begin, "beginNanos"), Input.need(end, "endNanos"));
  }

  private static NetworkNamespace namespace(Input in) throws IOException {
    in.object();
    Long inode = null;
    List<IpAddress> addresses = null;
    boolean own = false;
    for (String field = in.field(); field != null; field = in.field()) {
      switch (field) {
        case "inode" -> inode = in.number();
        case "addresses" -> addresses = in.list(Limits.PLACES, EndpointFormat::readAddress);
        case "own" -> own = in.bool();
        default -> in.skip();
      }
    }
    return new NetworkNamespace(
        Input.need(inode, "inode"), Set.copyOf(Input.need(addresses, "addresses")), own);
  }

  private static SocketHolder holder(Input in) throws IOException {
    in.object();
    Integer pid = null;
    Long start = null;
    Integer hostPid = null;
    String command = null;
    String container = null;
    for (String field = in.field(); field != null; field = in.field()) {
      switch (field) {
        case "pid" -> pid = in.number(1, Integer.MAX_VALUE);
        case "startMicros" -> start = in.number();
        case "hostPid" -> hostPid = in.number(1, Integer.MAX_VALUE);
        case "command" -> command = in.text(COMMAND);
        case "container" -> container = in.text(Limits.NAME);
        default -> in.skip();
      }
    }
    ProcessId process = new ProcessId(Input.need(pid, "pid"), Input.need(start, "startMicros"));
    return new SocketHolder(process, hostPid, Input.need(command, "command"), container);
  }

  private ClientSocket socket(Input in) throws IOException {
    HoldersFormat holders = new HoldersFormat(known());
    in.object();
    Long namespace = null;
    Long cookie = null;
    Endpoint local = null;
    Endpoint peer = null;
    TcpState state = null;
    Integer uid = null;
    TcpInfo tcpInfo = null;
    boolean alone = false;
    for (String field = in.field(); field != null; field = in.field()) {
      switch (field) {
        case "namespace" -> namespace = in.number();
        case "cookie" -> cookie = in.number();
        case "local" -> local = EndpointFormat.read(in);
        case "peer" -> peer = EndpointFormat.read(in);
        case "state" -> state = in.constant(TcpState.class);
        case "uid" -> uid = in.number(Integer.MIN_VALUE, Integer.MAX_VALUE);
        case "examination" -> tcpInfo = examination(in);
        case "alone" -> alone = in.bool();
        default -> {
          if (!holders.takes(field, in)) {
            in.skip();
          }
        }
      }
    }
    return new ClientSocket(
        new SocketId(Input.need(namespace, "namespace"), Input.need(cookie, "cookie")),
        Input.need(local, "local"),
        Input.need(peer, "peer"),
        Input.need(state, "state"),
        Input.need(uid, "uid"),
        tcpInfo,
        holders.holders(),
        alone);
  }

  private static TcpInfo examination(Input in) throws IOException {
    in.object();
    Long lastDataSent = null;
    Long bytesReceived = null;
    MonotonicInterval asked = null;
    for (String field = in.field(); field != null; field = in.field()) {
      switch (field) {
        case "lastDataSentMillis" -> lastDataSent = in.number();
        case "bytesReceived" -> bytesReceived = in.number();
        case "asked" -> asked = interval(in);
        default -> in.skip();
      }
    }
    return new TcpInfo(
        Input.need(lastDataSent, "lastDataSentMillis"),
        Input.need(bytesReceived, "bytesReceived"),
        Input.need(asked, "asked"));
  }
}
