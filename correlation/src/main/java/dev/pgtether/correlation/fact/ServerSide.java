package dev.pgtether.correlation.fact;

import java.util.List;

/**
 * What an agent that stands on the server's host sees of the server.
 *
 * @param namespace the network namespace in which the server accepted the audit's own connection
 * @param processes of the backends that were asked for and could be found
 * @param readable the backends' descriptors can be read at all, so that a missing process means something
 */
public record ServerSide(long namespace, List<BackendProcess> processes, boolean readable) {

  public ServerSide {
    processes = List.copyOf(processes);
  }
}
