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

  public static Evidence of(Code code) {
    return new Evidence(code, Map.of());
  }

  public static Evidence of(Code code, String key, Object value) {
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
    /**
     * Proof: the backend has been sent a query since an earlier audit saw that nothing but this
     * socket stood at its client's address and port.
     */
    QUERY_SINCE_ALONE,
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
    /** Rows are hidden from the audit's role, and the socket may belong to one of them. */
    ROWS_HIDDEN,
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
    NO_CLIENT_ADDRESS,

    /** Proof: nobody but this live pod can have had the address when the backend began. */
    POD_ADDRESS("pod"),
    /** The client dialled a Service. */
    THROUGH_SERVICE("peer", "service"),
    /** The process that holds the socket is a proxy, which carries others' connections. */
    MESH_PROXY("container"),
    /**
     * The far end is a Service that may have had other servers behind it when the backend began.
     */
    SERVICE_CHANGED("peer", "service", "candidates"),
    /** Who could see the sockets of the pod was not told to run there. */
    NO_AGENT("pod"),
    /** The pod asks for an agent, and was made without one. */
    AGENT_MISSING("pod"),
    /** The pod's agent was asked, and has not answered in time. */
    AGENT_SILENT("pod"),
    /**
     * The pod's agent was not asked: when the questions were sent, the pod was not known to matter.
     */
    AGENT_NOT_ASKED("pod"),
    /**
     * The pod came to the address, or was about to lose it, at about the time the backend began.
     */
    ADDRESS_CHANGING_HANDS("pod"),
    /** The pod came to the address after the backend began, and nobody knows who had it then. */
    POD_CAME_LATER("pod"),
    /** The pod that had the address when the backend began is finished or deleted. */
    POD_GONE("pod", "gone"),
    /** The pod that had the address went away while the audit was under way. */
    POD_GOING("pod"),
    /** The pod is gone, and yet the backend has begun a query since. */
    QUERY_SINCE_POD_GONE("pod", "gone"),
    /** Several pods may have had the address when the backend began. */
    ADDRESS_IN_SEVERAL_PODS("candidates"),
    /**
     * The address is a node's: its own processes, its host-network pods, and pods whose address is
     * rewritten on the way out all have it.
     */
    NODE_ADDRESS("node", "candidates"),
    /** The address is a pod's, and no pod is known that has or had it. */
    NO_POD,
    /** The backend began later than what the API server has surely been heard to say. */
    CLUSTER_NOT_CAUGHT_UP,
    /** The backend began before anybody kept account of who has which address. */
    CLUSTER_NOT_KNOWN_THEN,
    /**
     * The server sees the audit under an address that is not the audit's: what it says of addresses
     * may be of another network, where the same ones are others'.
     */
    OTHER_NETWORK,
    /** The client is a pod that the audit may not know of. */
    NOT_VISIBLE,
    /** The address is of no pod and no node. */
    OUTSIDE_CLUSTER,
    /** The address is what a mesh's sidecar gives to everybody it lets in. */
    MESH_ADDRESS,
    /** The client is in the server's own pod, or on its host, where no agent looks. */
    SERVER_UNSEEN;

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
