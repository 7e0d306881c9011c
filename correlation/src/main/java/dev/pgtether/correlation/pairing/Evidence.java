package dev.pgtether.correlation.pairing;

import java.util.List;
import java.util.Map;

/**
 * One reason for a verdict, as a code with values; its sentence is made where it is shown.
 *
 * @param values exactly the code's {@link Code#keys()}; each a {@link String}, a {@link Long}, or a
 *     list of strings
 */
public record Evidence(Code code, Map<String, Object> values) {

  public Evidence {
    values = Map.copyOf(values);
    if (values.size() != code.keys().size() || !values.keySet().containsAll(code.keys())) {
      throw new IllegalArgumentException(
          code + " has the values " + code.keys() + ", not " + values.keySet());
    }
  }

  static Evidence of(Code code) {
    return new Evidence(code, Map.of());
  }

  static Evidence of(Code code, String key, Object value) {
    return new Evidence(code, Map.of(key, value));
  }

  /** What can be evidence. The keys stand in the order in which documents write them. */
  public enum Code {
    /**
     * Proof: the same socket (kernel cookie) was proven to be this backend's in an earlier audit.
     */
    PROVEN_BEFORE,
    /**
     * Proof: the backend's own process holds the server's end, ESTABLISHED, towards this client.
     */
    SERVER_END_ESTABLISHED("serverEnd"),
    /**
     * Proof: the socket has received more than any authentication takes, and no other session has
     * its address.
     */
    PAST_AUTHENTICATION("bytesReceived"),
    /**
     * Proof: the socket has stood, silent, for longer than the server lets anybody authenticate,
     * and no other session has its address.
     */
    OUTLASTED_AUTHENTICATION("lastSentMillis", "timeoutMillis"),
    /**
     * Proof: the backend waits for its client in A2, which it stops doing as soon as the client is
     * gone.
     */
    WAITS_FOR_CLIENT("waitEvent"),
    /** Proof: the kernel names the far end of the backend's own Unix-domain connection. */
    UNIX_PEER,

    /** Several processes share the socket, as after a fork. */
    SHARED_BY_PROCESSES("pids"),
    /** The processes found hold it; others, which could not be read, may hold it too. */
    MORE_HOLDERS_POSSIBLE,
    /** The socket's processes could not be read. */
    HOLDERS_UNREADABLE,
    /** The kernel lists the socket, and no process holds it any more. */
    NO_HOLDER,

    /**
     * The backend may outlive its client, and this socket belong to a newcomer on the same port.
     */
    MAY_LINGER("candidates"),
    /**
     * The socket has received too little to have been through PostgreSQL's start-up: a newcomer.
     */
    NOT_STARTED_UP("bytesReceived"),
    /** The socket has sent data after the backend began to wait: a newcomer. */
    SENT_SINCE_WAITING("lastSentMillis", "waitingMillis"),
    /** The backend's own process no longer holds an ESTABLISHED connection to this client. */
    SERVER_END_NOT_ESTABLISHED,
    /** A younger backend has the same client address and port. */
    YOUNGER_BACKEND("backendPid"),
    /**
     * Another backend, which may be alive, has the same client address and port, and nothing says
     * whose socket this is.
     */
    ANOTHER_BACKEND("backendPid"),
    /** Another socket was proven to be this backend's in an earlier audit: this is a newcomer's. */
    ANOTHER_SOCKET_BEFORE("candidates"),
    /** Several sockets fit. */
    SEVERAL_SOCKETS("candidates"),
    /** The address belongs to several network namespaces. */
    ADDRESS_IN_SEVERAL_NAMESPACES("namespaces", "candidates"),
    /** The far end that the client dialled has several servers behind it. */
    PEER_SHARED("peer", "candidates"),

    /**
     * The server's kernel or the client's says that the client has closed the connection; the state
     * says which.
     */
    CLIENT_CLOSED("state"),
    /** Where the address belongs, everything was looked at and no such socket stands. */
    NO_SOCKET("audits"),
    /**
     * A socket stands at the address and port, connected to something not known to be this server.
     */
    PEER_UNKNOWN("peers"),
    /** The backend appeared between the two readings of the activity. */
    APPEARED,
    /** Network namespaces of this host could not be looked into. */
    NAMESPACES_UNSEEN,
    /** The socket listing was cut short. */
    LISTING_INCOMPLETE("limits"),
    /** No agent answered between the two readings. */
    NO_REPORT,
    /** The client is on the server's host, and nobody stands there. */
    SERVER_ELSEWHERE,
    /** The server is on this host; the descriptors of its processes could not be read. */
    SERVER_PROCESSES_UNREADABLE,
    /** The server is on this host; the backend's own process was not found. */
    SERVER_PROCESS_NOT_FOUND,
    /**
     * The backend's own process was read; its Unix-domain connection is of a network namespace
     * whose sockets were not listed.
     */
    SERVER_SOCKET_NOT_LISTED,
    /** The address belongs to no network namespace that was looked into. */
    ADDRESS_ELSEWHERE,
    /** PostgreSQL gives no client address for this backend. */
    NO_CLIENT_ADDRESS;

    @SuppressWarnings("ImmutableEnumChecker") // List.of is immutable
    private final List<String> keys;

    Code(String... keys) {
      this.keys = List.of(keys);
    }

    public List<String> keys() {
      return keys;
    }
  }
}
