package dev.pgtether.audit.document;

import dev.pgtether.correlation.pairing.Evidence;

/** The sentences of evidence that only a cluster gives. */
final class ClusterSentences {

  private ClusterSentences() {}

  /** The sentence, with its values as {@code {key}}. */
  static String template(Evidence.Code code) {
    return switch (code) {
      case POD_ADDRESS ->
          "When the backend began, the client's address was that of pod {pod} and of no other; nobody saw the socket.";
      case THROUGH_SERVICE -> "The client dialled {peer}, the Service {service}, which leads here.";
      case MESH_PROXY ->
          "A proxy, container {container}, carries the connections of this pod, so its process is not the one that "
              + "asks; leave this port out of the mesh (Istio: annotation "
              + "traffic.sidecar.istio.io/excludeOutboundPorts, or excludeInboundPorts on the server; Linkerd: "
              + "config.linkerd.io/skip-outbound-ports, skip-inbound-ports) to see who does.";
      case SERVICE_CHANGED ->
          "The client dialled {peer}, the Service {service}, which may have led to another server when the backend "
              + "began: {candidates}; a connection made from now on can be told, and this one once its backend has been "
              + "seen idle and is sent a query.";
      case NO_AGENT ->
          "No agent runs in pod {pod}; with the label pgtether.dev/inject its processes can be seen.";
      case AGENT_MISSING ->
          "Pod {pod} has the label pgtether.dev/inject and no agent: it was labelled too late, refused, or made while "
              + "the webhook did not answer; make it anew, for instance with kubectl rollout restart.";
      case AGENT_SILENT ->
          "The agent of pod {pod} was asked and has not answered in time; its log says whether it reaches the "
              + "operator: kubectl logs, container pgtether-agent.";
      case AGENT_NOT_ASKED ->
          "The agent of pod {pod} was not asked, as the pod became known only during the audit; the next one asks it.";
      case ADDRESS_CHANGING_HANDS ->
          "Pod {pod} came to this address, or was about to lose it, at about the time the backend began; an agent in "
              + "the pod can tell (label pgtether.dev/inject).";
      case POD_CAME_LATER ->
          "Pod {pod} has this address now, but came to it after the backend began; who had it then is not known, and "
              + "it is not this pod.";
      case POD_GONE ->
          "Pod {pod}, which had this address when the backend began, is gone since {gone}; the backend can be ended "
              + "with pg_terminate_backend.";
      case POD_GOING ->
          "Pod {pod}, which had this address when the backend began, went away during the audit; the next one can tell.";
      case QUERY_SINCE_POD_GONE ->
          "Pod {pod}, which had this address when the backend began, is gone since {gone} by the API server's word, "
              + "but the backend has begun a query since.";
      case ADDRESS_IN_SEVERAL_PODS ->
          "Several pods may have had this address when the backend began: {candidates}.";
      case NODE_ADDRESS ->
          "The address is that of node {node}, shared by its host-network pods ({candidates}), its own processes and "
              + "every pod whose address is rewritten on the way out (SNAT).";
      case NO_POD ->
          "The address is one of a pod's, and no pod is known to have had it when the backend began.";
      case CLUSTER_NOT_CAUGHT_UP ->
          "The backend is younger than the latest that the API server has surely told; the next audit can tell.";
      case CLUSTER_NOT_KNOWN_THEN ->
          "The backend began before the operator kept account of who has which address; an agent in the client's pod "
              + "can tell (label pgtether.dev/inject).";
      case OTHER_NETWORK ->
          "The server sees the audit under an address that is not the audit's own, so its clients' addresses may be "
              + "another network's and are not looked up; let the operator reach the server without a balancer, "
              + "gateway or masquerading that rewrites its address.";
      case NOT_VISIBLE ->
          "The client is a pod of a namespace that this audit may not see: annotate that namespace with "
              + "pgtether.dev/visible-to and the audit's namespace.";
      case OUTSIDE_CLUSTER -> "The address is of no pod and no node of this cluster.";
      case MESH_ADDRESS ->
          "Istio's sidecar in the server's pod lets everybody in from this address; leave the port out of the "
              + "mesh (traffic.sidecar.istio.io/excludeInboundPorts), or let it pass addresses on "
              + "(sidecar.istio.io/interceptionMode: TPROXY).";
      case SERVER_UNSEEN ->
          "The client is in the server's own pod, or on its host, where no agent looks; with the label "
              + "pgtether.dev/inject on the server's pod it can be seen.";
      default -> throw new IllegalArgumentException(code + " is not of a cluster");
    };
  }
}
