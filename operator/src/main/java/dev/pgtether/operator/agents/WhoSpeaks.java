package dev.pgtether.operator.agents;

import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.operator.agents.Speakers.Speaker;
import dev.pgtether.operator.agents.token.Identity;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Decides who speaks: by the token and by what the API server says of its pod, never by what is
 * said. A pod can only speak about itself.
 */
public final class WhoSpeaks {

  private final Function<String, Identity> tokens;
  private final Consumer<String> forget;
  private final Speakers speakers;

  /**
   * @param tokens whose a token is; may block
   * @param forget told of tokens whose pod is gone
   */
  public WhoSpeaks(Function<String, Identity> tokens, Consumer<String> forget, Speakers speakers) {
    this.tokens = tokens;
    this.forget = forget;
    this.speakers = speakers;
  }

  /**
   * Blocks while the API server is asked.
   *
   * @param from the address at the other end of the connection
   */
  public Admission admit(String token, IpAddress from) {
    return switch (tokens.apply(token)) {
      case Identity.Refused refused -> new Admission.Refused(refused.offence(), refused.why());
      case Identity.Unknown unknown -> new Admission.NotNow(unknown.why());
      case Identity.OfPod pod -> admit(pod, token, from);
    };
  }

  private Admission admit(Identity.OfPod pod, String token, IpAddress from) {
    Speaker speaker = speakers.speaker(pod.uid());
    if (speaker == null) {
      forget.accept(token);
      return new Admission.Refused(
          Offence.UNKNOWN_POD,
          "pod "
              + pod.namespace()
              + "/"
              + pod.name()
              + " is not known to be running; when it has just started, try again");
    }
    if (speaker.hostNetwork()) {
      return new Admission.Refused(
          Offence.HOST_NETWORK,
          "pod "
              + speaker.fullName()
              + " shares its node's network and would speak for all of it; run the agent in a pod"
              + " with a network of its own");
    }
    // Address translation may hide where a connection comes from, but it never makes it another
    // pod's address.
    String owner = speakers.podAt(from);
    if (owner != null && !owner.equals(speaker.uid())) {
      return new Admission.Refused(
          Offence.OTHER_PODS_TOKEN,
          "the token of pod "
              + speaker.fullName()
              + " came from "
              + from
              + ", another pod's address");
    }
    return new Admission.Admitted(speaker);
  }

  /** The decision. */
  public sealed interface Admission {

    record Admitted(Speaker speaker) implements Admission {}

    record Refused(Offence offence, String why) implements Admission {}

    /** It cannot be decided just now. */
    record NotNow(String why) implements Admission {}
  }
}
