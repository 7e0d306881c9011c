package dev.pgtether.audit.document;

import dev.pgtether.correlation.pairing.Evidence;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Evidence as a sentence: what was seen and, where something is missing, what would be needed. All
 * values are made {@link Plain}.
 */
public final class Sentences {

  private static final String TO_READ_PROCESSES =
      "reading all takes CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH, or root.";

  private Sentences() {}

  /** One English sentence for one piece of evidence. */
  public static String of(Evidence evidence) {
    String sentence = template(evidence.code());
    for (String key : evidence.code().keys()) {
      sentence = sentence.replace("{" + key + "}", text(evidence.values().getOrDefault(key, "")));
    }
    return sentence;
  }

  private static String text(Object value) {
    if (value instanceof List<?> none && none.isEmpty()) {
      return "none";
    }
    return value instanceof List<?> list
        ? list.stream().map(one -> Plain.of(one.toString())).collect(Collectors.joining(", "))
        : Plain.of(value.toString());
  }

  /** The sentence, with its values as {@code {key}}. */
  static String template(Evidence.Code code) {
    return switch (code) {
      case PROVEN_BEFORE ->
          "An earlier audit proved this very socket to be the backend's, and both still stand.";
      case SERVER_END_ESTABLISHED ->
          "The backend's own process holds the server's end, {serverEnd}, established towards this client.";
      case PAST_AUTHENTICATION ->
          "The socket has received {bytesReceived} bytes, more than any authentication takes, and no other "
              + "session has its address.";
      case OUTLASTED_AUTHENTICATION ->
          "The socket has been silent for {lastSentMillis} ms, longer than the server lets anybody authenticate "
              + "({timeoutMillis} ms), and no other session has its address.";
      case WAITS_FOR_CLIENT ->
          "The backend waits for its client ({waitEvent}), which it stops doing as soon as the client is gone.";
      case QUERY_SINCE_ALONE ->
          "An earlier audit saw that nothing but this socket stood at the client's address and port, and the backend "
              + "has been sent a query since.";
      case UNIX_PEER -> "The kernel names the far end of the backend's own Unix socket.";

      case SHARED_BY_PROCESSES -> "Several processes share the socket, as after a fork: {pids}.";
      case MORE_HOLDERS_POSSIBLE ->
          "Processes that could not be read may hold the socket too; " + TO_READ_PROCESSES;
      case HOLDERS_UNREADABLE ->
          "The processes that hold the socket could not be read; " + TO_READ_PROCESSES;
      case NO_HOLDER -> "The kernel lists the socket, and no process holds it any more.";

      case MAY_LINGER ->
          "The backend may have outlived its client, and this socket may belong to a newcomer on the same port: "
              + "{candidates}; an audit as root on the server's host can tell, or one after the query.";
      case ROWS_HIDDEN ->
          "Rows of pg_stat_activity are hidden from the audit's role, and the socket may belong to one of them; with "
              + "pg_read_all_stats (GRANT pg_monitor) it can be told.";
      case NOT_STARTED_UP ->
          "The socket has received {bytesReceived} bytes in all its life, too few to have been through "
              + "PostgreSQL's start-up: it is a newcomer.";
      case SENT_SINCE_WAITING ->
          "The socket sent data {lastSentMillis} ms ago, although the backend has been waiting for "
              + "{waitingMillis} ms: it is a newcomer.";
      case SERVER_END_NOT_ESTABLISHED ->
          "The backend's own process no longer holds an established connection to this client.";
      case YOUNGER_BACKEND ->
          "Backend {backendPid} has the same client address and port and is no older, so the socket may be its.";
      case ANOTHER_BACKEND ->
          "Backend {backendPid} has the same client address and port and may be alive, so the socket may be its.";
      case ANOTHER_SOCKET_BEFORE ->
          "An earlier audit proved another socket to be this backend's, so this is a newcomer's: {candidates}.";
      case SEVERAL_SOCKETS -> "Several sockets fit: {candidates}.";
      case ADDRESS_IN_SEVERAL_NAMESPACES ->
          "The client's address belongs to several network namespaces, {namespaces}, so it does not say which "
              + "of these it is: {candidates}.";
      case PEER_SHARED ->
          "The client dialled {peer}, behind which several servers stand, so it may be connected to another "
              + "one: {candidates}.";

      case CLIENT_CLOSED -> "The client has closed the connection (kernel state {state}).";
      case NO_SOCKET ->
          "Everything was looked at where the address belongs, and no such socket stands there (audits in a "
              + "row: {audits}); two make it certain.";
      case PEER_UNKNOWN ->
          "A socket stands at the client's address and port, but is connected to {peers}, not known to be this "
              + "server; if that leads here, say so with --also-known-as.";
      case APPEARED ->
          "The backend appeared between the two readings of the activity; the next audit can tell.";
      case NAMESPACES_UNSEEN ->
          "The address belongs to no network namespace that was looked into, and not all were; entering them "
              + "needs CAP_SYS_ADMIN and CAP_SYS_PTRACE, or root, and no --own-namespace.";
      case LISTING_INCOMPLETE ->
          "No such socket was listed, but the listing was cut short ({limits}); audit again, with a longer "
              + "--timeout if it was the deadline.";
      case NO_REPORT -> "Nobody listed sockets between the two readings of the activity.";
      case SERVER_ELSEWHERE ->
          "The client is on the server's own host, and this audit did not run there: run pgtether on that host.";
      case SERVER_PROCESSES_UNREADABLE ->
          "The way to this client leads through the server's own processes, which could not be read; "
              + TO_READ_PROCESSES;
      case SERVER_PROCESS_NOT_FOUND ->
          "The way to this client leads through the backend's own process, which was not found on this host.";
      case SERVER_SOCKET_NOT_LISTED ->
          "The backend's Unix socket is not among those of the server's network namespace: a client in a container "
              + "that shares the socket's folder has its own.";
      case ADDRESS_ELSEWHERE ->
          "The client's address belongs to no network namespace of this host: run pgtether on the host that has it.";
      case NO_CLIENT_ADDRESS -> "PostgreSQL gives no client address for this backend (yet).";
      case POD_ADDRESS,
          THROUGH_SERVICE,
          MESH_PROXY,
          SERVICE_CHANGED,
          NO_AGENT,
          AGENT_MISSING,
          AGENT_SILENT,
          AGENT_NOT_ASKED,
          ADDRESS_CHANGING_HANDS,
          POD_CAME_LATER,
          POD_GONE,
          POD_GOING,
          QUERY_SINCE_POD_GONE,
          ADDRESS_IN_SEVERAL_PODS,
          NODE_ADDRESS,
          NO_POD,
          CLUSTER_NOT_CAUGHT_UP,
          CLUSTER_NOT_KNOWN_THEN,
          OTHER_NETWORK,
          NOT_VISIBLE,
          OUTSIDE_CLUSTER,
          MESH_ADDRESS,
          SERVER_UNSEEN ->
          ClusterSentences.template(code);
    };
  }
}
