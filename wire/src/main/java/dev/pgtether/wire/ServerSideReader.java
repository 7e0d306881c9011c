package dev.pgtether.wire;

import dev.pgtether.correlation.fact.BackendProcess;
import dev.pgtether.correlation.fact.BackendProcess.AcceptedConnection;
import dev.pgtether.correlation.fact.BackendProcess.UnixPeer;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.ProcessId;
import dev.pgtether.correlation.fact.ServerHostView;
import dev.pgtether.correlation.fact.SocketHolder;
import dev.pgtether.correlation.fact.TcpState;
import java.io.IOException;
import java.util.List;

/** What an agent beside the server sees of it, from JSON. */
final class ServerSideReader {

  private final List<SocketHolder> processes;

  /**
   * @param processes what holders refer to
   */
  ServerSideReader(List<SocketHolder> processes) {
    this.processes = processes;
  }

  ServerHostView read(Input in) throws IOException {
    in.object();
    Long namespace = null;
    List<Endpoint> listening = null;
    Boolean readable = null;
    List<BackendProcess> backends = null;
    for (String field = in.field(); field != null; field = in.field()) {
      switch (field) {
        case "namespace" -> namespace = in.number();
        case "listening" -> listening = in.list(Limits.PLACES, EndpointFormat::read);
        case "readable" -> readable = in.bool();
        case "processes" -> backends = in.list(Limits.BACKENDS, this::backend);
        default -> in.skip();
      }
    }
    return new ServerHostView(
        Input.need(namespace, "namespace"),
        Input.need(listening, "listening"),
        Input.need(readable, "readable"),
        Input.need(backends, "processes"));
  }

  private BackendProcess backend(Input in) throws IOException {
    in.object();
    Integer backendPid = null;
    Integer pid = null;
    Long start = null;
    List<AcceptedConnection> connections = null;
    List<UnixPeer> peers = null;
    for (String field = in.field(); field != null; field = in.field()) {
      switch (field) {
        case "backendPid" -> backendPid = in.number(0, Integer.MAX_VALUE);
        case "pid" -> pid = in.number(1, Integer.MAX_VALUE);
        case "startMicros" -> start = in.number();
        case "connections" ->
            connections = in.list(Limits.CONNECTIONS, ServerSideReader::connection);
        case "unixPeers" -> peers = in.list(Limits.CONNECTIONS, this::peer);
        default -> in.skip();
      }
    }
    return new BackendProcess(
        Input.need(backendPid, "backendPid"),
        new ProcessId(Input.need(pid, "pid"), Input.need(start, "startMicros")),
        Input.need(connections, "connections"),
        Input.need(peers, "unixPeers"));
  }

  private static AcceptedConnection connection(Input in) throws IOException {
    in.object();
    Endpoint local = null;
    Endpoint peer = null;
    TcpState state = null;
    for (String field = in.field(); field != null; field = in.field()) {
      switch (field) {
        case "local" -> local = EndpointFormat.read(in);
        case "peer" -> peer = EndpointFormat.read(in);
        case "state" -> state = in.constant(TcpState.class);
        default -> in.skip();
      }
    }
    return new AcceptedConnection(
        Input.need(local, "local"), Input.need(peer, "peer"), Input.need(state, "state"));
  }

  private UnixPeer peer(Input in) throws IOException {
    HoldersFormat holders = new HoldersFormat(processes);
    in.object();
    Long inode = null;
    for (String field = in.field(); field != null; field = in.field()) {
      switch (field) {
        case "inode" -> inode = in.number();
        default -> {
          if (!holders.takes(field, in)) {
            in.skip();
          }
        }
      }
    }
    return new UnixPeer(Input.need(inode, "inode"), holders.holders());
  }
}
