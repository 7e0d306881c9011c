package dev.pgtether.audit.document;

import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.ClientAddress;
import dev.pgtether.correlation.fact.ClientSocket;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.ServerInfo;
import dev.pgtether.correlation.fact.SessionState;
import dev.pgtether.correlation.fact.SocketHolder;
import dev.pgtether.correlation.pairing.ClientPod;
import dev.pgtether.correlation.pairing.Evidence;
import dev.pgtether.correlation.pairing.Evidence.Code;
import dev.pgtether.correlation.pairing.Pairing;
import dev.pgtether.correlation.pairing.Verdict;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A pairing, column by column: what is known, what a better look could tell ({@code ?}), and what
 * does not apply ({@code -}).
 *
 * <p>The rule. A client process is {@code ?} wherever one may exist that this audit did not name:
 * SOCKET, POOLED, PROXIED, TRANSLATED, AMBIGUOUS, POD, LOCAL, UNKNOWN. It is {@code -} where there
 * is none to name here: GHOST (it is gone), ABSENT (everything was looked at), EXTERNAL (it is no
 * process of this host), and a SOCKET that no process holds any more. The command and the container
 * follow the process; a process in no container has {@code -}. A Unix socket has no addresses:
 * {@code -}. An address that PostgreSQL or a proven socket would show and has not is {@code ?}.
 */
public record Row(Pairing pairing, ServerInfo serverInfo) {

  public Cell backendPid() {
    return Cell.of(pairing.backend().id().pid());
  }

  public Cell backendAddress() {
    if (pairing.backend().client() instanceof ClientAddress.UnixSocket) {
      return Cell.NONE;
    }
    String address = acceptedAt();
    return address == null ? Cell.UNSEEN : Cell.of(address);
  }

  /**
   * Where the server accepted the connection, as far as it is proven: the server's own end where
   * somebody read it, else the address that the proven socket dialled, if nothing stands between.
   * One PostgreSQL listens on one port, so a socket that dialled another was redirected.
   */
  public @Nullable String acceptedAt() {
    for (Evidence evidence : pairing.evidence()) {
      if (evidence.code() == Code.SERVER_END_ESTABLISHED
          && evidence.values().get("serverEnd") instanceof String serverEnd) {
        return serverEnd;
      }
    }
    ClientSocket socket = pairing.socket();
    Endpoint own = serverInfo.address();
    if (socket == null || own == null || !pairing.via().isEmpty()) {
      return null;
    }
    return own.port() == socket.peer().port() ? socket.peer().toString() : null;
  }

  public Cell clientAddress() {
    return switch (pairing.backend().client()) {
      case ClientAddress.Tcp(Endpoint endpoint) -> Cell.of(endpoint.toString());
      case ClientAddress.UnixSocket unixSocket -> Cell.NONE;
      case ClientAddress.None none -> Cell.UNSEEN;
    };
  }

  /** The eldest holder; {@code 1234 +1} when one more shares the socket. */
  public Cell clientPid() {
    int more = pairing.holders().size() - 1;
    return ofHolder(
        socketHolder -> Cell.of(socketHolder.process().pid() + (more > 0 ? " +" + more : "")));
  }

  public Cell command() {
    return ofHolder(socketHolder -> ofName(socketHolder.command()));
  }

  /** {@code namespace/name} of the pod. */
  public Cell pod() {
    return ofClient(clientPod -> clientPod.namespace() + "/" + clientPod.podName());
  }

  /** {@code Deployment/checkout}. */
  public Cell workload() {
    return ofClient(clientPod -> clientPod.workload().toString());
  }

  /** The container's name in its pod; its id where there is no cluster. */
  public Cell containerName() {
    return ofHolder(
        socketHolder -> {
          String name = pairing.containerOf(socketHolder);
          return name == null ? container() : Cell.of(name);
        });
  }

  private Cell ofClient(Function<ClientPod, String> column) {
    ClientPod clientPod = pairing.clientPod();
    if (clientPod != null) {
      return Cell.of(column.apply(clientPod));
    }
    return switch (pairing.verdict()) {
      case EXTERNAL, LOCAL -> Cell.NONE;
      default -> Cell.UNSEEN;
    };
  }

  public Cell container() {
    return ofHolder(
        socketHolder ->
            socketHolder.containerId() == null ? Cell.NONE : Cell.of(socketHolder.containerId()));
  }

  private Cell ofHolder(Function<SocketHolder, Cell> column) {
    if (!pairing.holders().isEmpty()) {
      return column.apply(pairing.holders().getFirst());
    }
    return switch (pairing.verdict()) {
      case GHOST, ABSENT, EXTERNAL -> Cell.NONE;
      case SOCKET -> says(Code.NO_HOLDER) ? Cell.NONE : Cell.UNSEEN;
      case EXACT, POOLED, PROXIED, TRANSLATED, AMBIGUOUS, POD, LOCAL, UNKNOWN -> Cell.UNSEEN;
    };
  }

  private boolean says(Code code) {
    return pairing.evidence().stream().anyMatch(evidence -> evidence.code() == code);
  }

  public Verdict verdict() {
    return pairing.verdict();
  }

  /** PostgreSQL's own word for what the session does. */
  public Cell state() {
    SessionState state = pairing.backend().state();
    return state == SessionState.UNKNOWN ? Cell.UNSEEN : Cell.of(state.word());
  }

  /** When the session came to its state, µs since the epoch; null when PostgreSQL does not say. */
  public @Nullable Long stateSinceMicros() {
    return pairing.backend().stateChangeMicros();
  }

  /**
   * How long the session has been in its state when the server read the row, on the server's clock.
   */
  public @Nullable Long stateAgeMicros() {
    Backend backend = pairing.backend();
    Long since = backend.stateChangeMicros();
    return since == null ? null : backend.readAtMicros() - since;
  }

  public Cell user() {
    return ofName(pairing.backend().user());
  }

  public Cell database() {
    return ofName(pairing.backend().database());
  }

  public Cell application() {
    return ofName(pairing.backend().application());
  }

  /** A walsender may have no database, a client no application name, a process an empty one. */
  private static Cell ofName(@Nullable String name) {
    return name == null || name.isEmpty() ? Cell.NONE : Cell.of(name);
  }
}
