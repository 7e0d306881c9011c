package dev.pgtether.collector.server;

import dev.pgtether.collector.netlink.UnixConnection;
import dev.pgtether.correlation.fact.BackendProcess.AcceptedConnection;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.ProcessId;
import java.util.List;

/**
 * The server on this host, before the far ends of its Unix-domain connections are looked for.
 *
 * @param readable its processes' descriptors could be read
 */
public record LocatedServer(
    long namespace, List<Endpoint> listening, boolean readable, List<LocatedBackend> backends) {

  /** One backend that was asked for. */
  public record LocatedBackend(
      int backendPid,
      ProcessId process,
      List<AcceptedConnection> connections,
      List<UnixConnection> unix) {}
}
