package dev.pgtether.sidecar.exchange;

import dev.pgtether.wire.Codec;
import dev.pgtether.wire.Exchange;
import dev.pgtether.wire.Question;
import dev.pgtether.wire.Refusal;
import dev.pgtether.wire.Trouble;
import dev.pgtether.wire.WireException;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the operator answers to a post. */
sealed interface Reply {

  /** Look at this. */
  record Asked(Question question) implements Reply {}

  /** There is nothing to ask. */
  record Nothing() implements Reply {}

  /** Another replica is the one to post to. */
  record Elsewhere(Address leader) implements Reply {}

  /** What was posted came too late or for the second time. */
  record Stale() implements Reply {}

  /** Seconds, as {@code Retry-After} says them (RFC 9110, section 10.2.3). */
  Pattern SECONDS = Pattern.compile("[0-9]{1,6}");

  /**
   * Reads an answer.
   *
   * @throws ExchangeFailed when it is a refusal, or not understood
   */
  static Reply of(HttpAnswer answer) throws ExchangeFailed {
    try {
      return switch (answer.status()) {
        case 200 -> new Asked(Codec.decodeQuestion(answer.body()));
        case 204 -> new Nothing();
        case 409 -> new Stale();
        case 421 -> elsewhere(answer.header(Exchange.LEADER_HEADER));
        default -> throw refused(answer);
      };
    } catch (WireException garbled) {
      throw new ExchangeFailed(
          Trouble.Kind.GARBLED,
          "the operator's answer is not understood: " + garbled.getMessage(),
          garbled);
    }
  }

  private static Reply elsewhere(@Nullable String leader) throws ExchangeFailed {
    if (leader == null) {
      throw new ExchangeFailed(
          Trouble.Kind.NO_LEADER, "no replica of the operator is the leader just now");
    }
    try {
      return new Elsewhere(Address.parse(leader));
    } catch (IllegalArgumentException wrong) {
      throw new ExchangeFailed(
          Trouble.Kind.GARBLED,
          "the operator's header " + Exchange.LEADER_HEADER + ": " + wrong.getMessage(),
          wrong);
    }
  }

  private static ExchangeFailed refused(HttpAnswer answer) {
    String why;
    try {
      Refusal refusal = Codec.decodeRefusal(answer.body());
      why = refusal.code() + ": " + refusal.message();
    } catch (WireException unsaid) {
      why = "it does not say why";
    }
    String wish = answer.header("Retry-After");
    return new ExchangeFailed(
        Trouble.Kind.REFUSED,
        "the operator refuses with status %d, %s".formatted(answer.status(), why),
        wish == null || !SECONDS.matcher(wish).matches()
            ? Duration.ZERO
            : Duration.ofSeconds(Long.parseLong(wish)));
  }
}
