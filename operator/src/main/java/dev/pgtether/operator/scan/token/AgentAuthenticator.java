package dev.pgtether.operator.scan.token;

import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.operator.scan.token.AgentPodDirectory.AgentPod;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Decides who speaks: by the token and by what the API server says of its pod, never by what is
 * said. A pod can only speak about itself.
 */
public final class AgentAuthenticator {

  private final Function<String, TokenIdentity> tokens;
  private final Consumer<String> forget;
  private final AgentPodDirectory agentPodDirectory;

  /**
   * @param tokens whose a token is; may block
   * @param forget told of tokens whose pod is gone
   */
  public AgentAuthenticator(
      Function<String, TokenIdentity> tokens,
      Consumer<String> forget,
      AgentPodDirectory agentPodDirectory) {
    this.tokens = tokens;
    this.forget = forget;
    this.agentPodDirectory = agentPodDirectory;
  }

  /**
   * Blocks while the API server is asked.
   *
   * @param from the address at the other end of the connection
   */
  public Admission admit(String token, IpAddress from) {
    return switch (tokens.apply(token)) {
      case TokenIdentity.Refused refused ->
          new Admission.Refused(refused.rejectReason(), refused.why());
      case TokenIdentity.Unknown unknown -> new Admission.NotNow(unknown.why());
      case TokenIdentity.OfPod pod -> admit(pod, token, from);
    };
  }

  private Admission admit(TokenIdentity.OfPod pod, String token, IpAddress from) {
    AgentPod agentPod = agentPodDirectory.speaker(pod.uid());
    if (agentPod == null) {
      forget.accept(token);
      return new Admission.Refused(
          RejectReason.UNKNOWN_POD,
          "pod "
              + pod.namespace()
              + "/"
              + pod.name()
              + " is not known to be running; when it has just started, try again");
    }
    if (agentPod.hostNetwork()) {
      return new Admission.Refused(
          RejectReason.HOST_NETWORK,
          "pod "
              + agentPod.fullName()
              + " shares its node's network and would speak for all of it; run the agent in a pod"
              + " with a network of its own");
    }
    // Address translation may hide where a connection comes from, but it never makes it another
    // pod's address.
    String owner = agentPodDirectory.podAt(from);
    if (owner != null && !owner.equals(agentPod.uid())) {
      return new Admission.Refused(
          RejectReason.OTHER_PODS_TOKEN,
          "the token of pod "
              + agentPod.fullName()
              + " came from "
              + from
              + ", another pod's address");
    }
    return new Admission.Admitted(agentPod);
  }

  /** The decision. */
  public sealed interface Admission {

    record Admitted(AgentPod agentPod) implements Admission {}

    record Refused(RejectReason rejectReason, String why) implements Admission {}

    /** It cannot be decided just now. */
    record NotNow(String why) implements Admission {}
  }
}
