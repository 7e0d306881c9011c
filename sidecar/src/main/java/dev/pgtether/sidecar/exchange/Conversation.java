package dev.pgtether.sidecar.exchange;

import dev.pgtether.wire.Codec;
import dev.pgtether.wire.Post;
import dev.pgtether.wire.Question;
import dev.pgtether.wire.Trouble;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Post, wait, look, post: for as long as the process lives, whatever goes wrong. */
final class Conversation {

  /** Replicas that send an agent on more often than this do not know themselves who leads. */
  private static final int MOST_HOPS = 3;

  private final Operator operator;
  private final Witness witness;
  private final Diary diary;
  private final Pace pace;
  private final Backoff backoff;
  private final LongSupplier nanoTime;
  private final Fence fence = new Fence();

  private @Nullable Answer pending;
  private int hops;

  Conversation(
      Operator operator,
      Witness witness,
      Diary diary,
      Pace pace,
      Backoff backoff,
      LongSupplier nanoTime) {
    this.operator = operator;
    this.witness = witness;
    this.diary = diary;
    this.pace = pace;
    this.backoff = backoff;
    this.nanoTime = nanoTime;
  }

  /**
   * An answer that has not arrived.
   *
   * @param untilNanos as long as it is of use
   * @param tried it has been posted once
   */
  private record Answer(Post post, long untilNanos, boolean tried) {}

  /** Goes on until the thread is interrupted. */
  void run() {
    try {
      while (!Thread.interrupted()) {
        Thread.sleep(turn());
      }
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
    }
  }

  /** One exchange, and how long to wait before the next. */
  private Duration turn() {
    try {
      return exchange();
    } catch (ExchangeFailed failed) {
      diary.trouble(failed.kind(), failed.getMessage());
      return afterFailure(failed);
    } catch (RuntimeException | Error fault) {
      diary.trouble(Trouble.Kind.FAULT, "a fault in the agent itself: " + fault);
      operator.leave();
      pending = null;
      return backoff.next(Duration.ZERO);
    }
  }

  private Duration exchange() throws ExchangeFailed {
    Answer answer = pending;
    long began = nanoTime.getAsLong();
    byte[] body = Codec.encode(answer == null ? witness.greeting() : answer.post());
    Reply reply = Reply.of(operator.post(body));
    pending = null;
    boolean held = nanoTime.getAsLong() - began >= pace.shortestHold().toNanos();
    return switch (reply) {
      case Reply.Asked(Question question) -> {
        heard();
        yield answer(question);
      }
      case Reply.Nothing() -> {
        heard();
        yield held ? succeeded() : backoff.next(Duration.ZERO);
      }
      case Reply.Stale() -> {
        heard();
        yield answer == null ? backoff.next(Duration.ZERO) : Duration.ZERO;
      }
      case Reply.Elsewhere(Address leader) -> follow(leader);
    };
  }

  private void heard() {
    hops = 0;
    diary.told("the operator answers");
  }

  private Duration succeeded() {
    backoff.succeeded();
    return Duration.ZERO;
  }

  private Duration answer(Question question) throws ExchangeFailed {
    long read = nanoTime.getAsLong();
    pending =
        switch (fence.admit(question, read)) {
          case ANSWER ->
              new Answer(witness.answer(question), read + question.deadline().toNanos(), false);
          case OLD_EPOCH ->
              throw new ExchangeFailed(
                  Trouble.Kind.OLD_EPOCH,
                  "a question of epoch %d, and there have been later ones: not answered"
                      .formatted(question.epoch()));
          case REPEATED ->
              throw new ExchangeFailed(
                  Trouble.Kind.GARBLED,
                  "a question that has been answered before: not answered again");
        };
    return succeeded();
  }

  private Duration follow(Address leader) throws ExchangeFailed {
    hops++;
    if (hops > MOST_HOPS) {
      hops = 0;
      throw new ExchangeFailed(
          Trouble.Kind.NO_LEADER,
          "sent on %d times in a row, last to %s".formatted(MOST_HOPS + 1, leader));
    }
    operator.follow(leader);
    return Duration.ZERO;
  }

  /**
   * An answer whose way broke is posted once more at once, while it is of use: the operator takes a
   * nonce only once.
   */
  private Duration afterFailure(ExchangeFailed failed) {
    Answer answer = pending;
    pending = null;
    if (answer != null
        && failed.kind() == Trouble.Kind.CUT
        && !answer.tried()
        && nanoTime.getAsLong() - answer.untilNanos() < 0) {
      pending = new Answer(answer.post(), answer.untilNanos(), true);
      return Duration.ZERO;
    }
    operator.leave();
    return failed.isLocal() ? pace.localRetry() : backoff.next(failed.notBefore());
  }
}
