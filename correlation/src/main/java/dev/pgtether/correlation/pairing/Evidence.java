package dev.pgtether.correlation.pairing;

import java.util.List;
import java.util.Map;

/**
 * One reason for a verdict: a code with values. Module audit writes the sentence for it.
 *
 * @param values exactly the keys {@link Code#keys()}; each value is a {@link String}, a {@link
 *     Long}, or a list of strings
 */
public record Evidence(Code code, Map<String, Object> values) {

  public Evidence {
    values = Map.copyOf(values);
    if (values.size() != code.keys().size() || !values.keySet().containsAll(code.keys())) {
      throw new IllegalArgumentException(
          code + " has the values " + code.keys() + ", not " + values.keySet());
    }
  }

  /** A reason without values. */
  public static Evidence of(Code code) {
    return new Evidence(code, Map.of());
  }

  /** A reason with one value. */
  public static Evidence of(Code code, String key, Object value) {
    return new Evidence(code, Map.of(key, value));
  }

  /** The evidence codes. Documents write the values in the order of the keys. */
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
     * Proof: the socket has received more than any authentication sends, and no other session has
     * its endpoint.
     */
    PAST_AUTHENTICATION("bytesReceived"),
    /**
     * Proof: the socket has sent nothing for longer than the server's authentication timeout, and
     * no other session has its endpoint.
     */
    OUTLASTED_AUTHENTICATION("lastSentMillis", "timeoutMillis"),
    /**
     * Proof: the backend waits for its client in A2. An idle backend ends as soon as its client is
     * gone.
     */
    WAITS_FOR_CLIENT("waitEvent"),
    /**
     * Proof: the backend has received a query since an earlier audit saw this socket as the only
     * one at its client's address and port.
     */
    QUERY_SINCE_ALONE,
    /** Proof: the kernel names the peer of the backend's own Unix-domain connection. */
    UNIX_PEER,

    /** Several processes share the socket, as after a fork. */
    SHARED_BY_PROCESSES("pids"),
    /** The processes found hold the socket; others, which could not be read, may hold it too. */
    MORE_HOLDERS_POSSIBLE,
    /** The socket's processes could not be read. */
    HOLDERS_UNREADABLE,
    /** The kernel lists the socket, and no process holds it any more. */
    NO_HOLDER,

    /**
     * The backend may have outlived its client, and this socket may belong to a new client on the
     * same port.
     */
    MAY_LINGER("candidates"),
    /** Rows are hidden from the audit's role, and the socket may belong to one of them. */
    ROWS_HIDDEN,
    /**
     * The socket has received less than PostgreSQL's start-up sends: it belongs to a new client.
     */
    NOT_STARTED_UP("bytesReceived"),
    /** The socket has sent data after the backend began to wait: it belongs to a new client. */
    SENT_SINCE_WAITING("lastSentMillis", "waitingMillis"),
    /** The backend's own process was read and holds no ESTABLISHED connection to this client. */
    SERVER_END_NOT_ESTABLISHED,
    /** A backend that started later has the same client address and port. */
    YOUNGER_BACKEND("backendPid"),
    /**
     * Another backend has the same client address and port, and its client may be connected: the
     * socket may be its, or both are paired with it.
     */
    ANOTHER_BACKEND("backendPid"),
    /**
     * Another socket was proven to be this backend's in an earlier audit: this one is a new
     * client's.
     */
    ANOTHER_SOCKET_BEFORE("candidates"),
    /** Several sockets match. */
    SEVERAL_SOCKETS("candidates"),
    /** The address belongs to several network namespaces. */
    ADDRESS_IN_SEVERAL_NAMESPACES("namespaces", "candidates"),
    /** The address that the client dialled leads to one of several servers. */
    PEER_SHARED("peer", "candidates"),

    /**
     * The server's kernel or the client's says that the client has closed the connection; the state
     * shows which.
     */
    CLIENT_CLOSED("state"),
    /** The namespaces with the client's address were scanned completely and have no such socket. */
    NO_SOCKET("audits"),
    /**
     * A socket at the client's address and port is connected to something not known to be this
     * server.
     */
    PEER_UNKNOWN("peers"),
    /** The backend appeared between the two readings of the activity. */
    APPEARED,
    /** The host has network namespaces that no agent scanned. */
    NAMESPACES_UNSEEN,
    /** The socket listing was cut short. */
    LISTING_INCOMPLETE("limits"),
    /** No agent reported between the two readings. */
    NO_REPORT,
    /** The client is on the server's host, where no agent scanned. */
    SERVER_ELSEWHERE,
    /** The server is on this host, but the descriptors of its processes could not be read. */
    SERVER_PROCESSES_UNREADABLE,
    /** The server is on this host, but the backend's own process was not found. */
    SERVER_PROCESS_NOT_FOUND,
    /**
     * The backend's own process was read, but its Unix-domain connection is in a network namespace
     * whose sockets were not listed.
     */
    SERVER_SOCKET_NOT_LISTED,
    /** The address belongs to no network namespace that was scanned. */
    ADDRESS_ELSEWHERE,
    /** PostgreSQL gives no client address for this backend. */
    NO_CLIENT_ADDRESS,

    /** Proof: no other pod can have had the address when the backend started. */
    POD_ADDRESS("pod"),
    /** The client dialled a Service of Kubernetes. */
    THROUGH_SERVICE("peer", "service"),
    /**
     * The process that holds the socket is a mesh's proxy, which carries the connections of others.
     */
    MESH_PROXY("container"),
    /**
     * The client dialled a Service that may have led to another server when the backend started or
     * the socket was opened.
     */
    SERVICE_CHANGED("peer", "service", "candidates"),
    /** The pod has no agent and does not ask for one. */
    NO_AGENT("pod"),
    /** The pod asks for an agent, and was created without one. */
    AGENT_MISSING("pod"),
    /** The pod's agent was asked, and has not answered in time. */
    AGENT_SILENT("pod"),
    /**
     * The pod's agent was not asked: when the queries were sent, the pod was not known to have the
     * address.
     */
    AGENT_NOT_ASKED("pod"),
    /**
     * The pod got the address, or was about to lose it, at about the time when the backend started.
     */
    ADDRESS_CHANGING_HANDS("pod"),
    /**
     * The pod got the address after the backend started, and it is not known which pod had it then.
     */
    POD_CAME_LATER("pod"),
    /** The pod that had the address when the backend started has finished or was deleted. */
    POD_GONE("pod", "gone"),
    /** The pod that had the address ended during the audit. */
    POD_GOING("pod"),
    /** The pod is gone, but the backend has begun a query since. */
    QUERY_SINCE_POD_GONE("pod", "gone"),
    /** Several pods may have had the address when the backend started. */
    ADDRESS_IN_SEVERAL_PODS("candidates"),
    /**
     * The address is a node's: its own processes, its host-network pods, and pods behind source NAT
     * share it.
     */
    NODE_ADDRESS("node", "candidates"),
    /** The address is in a pod range, but no pod is known that has or had it. */
    NO_POD,
    /**
     * The backend started after the moment up to which the changes that the API server reported are
     * complete.
     */
    CLUSTER_NOT_CAUGHT_UP,
    /** The backend started before the operator began to record which pod has which address. */
    CLUSTER_NOT_KNOWN_THEN,
    /**
     * The server sees the audit under an address that is not the audit's: it may be in another
     * network, where other hosts have the same addresses.
     */
    OTHER_NETWORK,
    /** The client is in a pod that the audit may not see. */
    NOT_VISIBLE,
    /** The address belongs to no pod and no node. */
    OUTSIDE_CLUSTER,
    /** The address is the one from which a mesh's sidecar forwards connections. */
    MESH_ADDRESS,
    /** The client is in the server's own pod or on its host, and no agent reported from there. */
    SERVER_UNSEEN;

    @SuppressWarnings("ImmutableEnumChecker") // List.of is immutable
    private final List<String> keys;

    Code(String... keys) {
      this.keys = List.of(keys);
    }

    /** The names of the values, in the order in which documents write them. */
    public List<String> keys() {
      return keys;
    }
  }
}
