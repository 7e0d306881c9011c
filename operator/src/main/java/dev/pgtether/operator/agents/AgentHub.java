package dev.pgtether.operator.agents;

import dev.pgtether.audit.Agents;
import dev.pgtether.audit.Sighted;
import dev.pgtether.correlation.fact.AgentReport;
import dev.pgtether.correlation.fact.ReportOrigin;
import dev.pgtether.correlation.fact.SocketQuery;
import dev.pgtether.correlation.query.SocketQueryPlan;
import dev.pgtether.operator.agents.Leadership.Standing;
import dev.pgtether.operator.agents.Speakers.Speaker;
import dev.pgtether.wire.Excuse;
import dev.pgtether.wire.Greeting;
import dev.pgtether.wire.Post;
import dev.pgtether.wire.Question;
import dev.pgtether.wire.Report;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Where audits that ask meet agents that wait to be asked. */
public final class AgentHub implements Agents {

  /**
   * An agent between two exchanges is back after some milliseconds; who is not is not waited for.
   */
  static final Duration GRACE = Duration.ofMillis(300);

  private final Leadership leadership;
  private final Lines lines = new Lines();
  private final Nonces nonces = new Nonces();
  private final Patience patience = new Patience();
  private final Counter asked;
  private final Counter silent;

  public AgentHub(Leadership leadership, MeterRegistry metrics) {
    this.leadership = leadership;
    this.asked = metrics.counter("pgtether.agents.asked");
    this.silent = metrics.counter("pgtether.agents.silent");
    metrics.gauge("pgtether.agents.waiting", lines, Lines::pods);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Waits {@link #GRACE} for agents that do not wait to be asked, or were silent lately; and the
   * whole deadline for the others. Who does not lead gets no answer.
   */
  @Override
  public Sighted ask(SocketQueryPlan socketQueryPlan, Duration deadline) {
    Set<String> pods = socketQueryPlan.byPodUid().keySet();
    if (pods.isEmpty()) {
      return Sighted.NOTHING;
    }
    if (!(leadership.now() instanceof Standing.Leading(long epoch))) {
      return new Sighted(List.of(), pods, pods);
    }
    Map<String, Ask> asks = putTo(socketQueryPlan.byPodUid(), deadline, epoch);
    return collected(asks);
  }

  private Map<String, Ask> putTo(Map<String, SocketQuery> queries, Duration deadline, long epoch) {
    long end = System.nanoTime() + deadline.toNanos();
    Set<String> expected = new HashSet<>();
    for (String podUid : queries.keySet()) {
      if (lines.isHeld(podUid) && patience.isDeserved(podUid)) {
        expected.add(podUid);
      }
    }
    CountDownLatch everybody = new CountDownLatch(queries.size());
    CountDownLatch those = new CountDownLatch(expected.size());
    CountDownLatch nobody = new CountDownLatch(0);
    Map<String, Ask> asks = new LinkedHashMap<>();
    queries.forEach(
        (podUid, query) ->
            asks.put(
                podUid,
                new Ask(query, end, everybody, expected.contains(podUid) ? those : nobody)));
    asks.forEach((podUid, ask) -> put(podUid, ask, epoch));
    await(everybody, Math.min(GRACE.toNanos(), deadline.toNanos()));
    await(those, end - System.nanoTime());
    return asks;
  }

  private void put(String podUid, Ask ask, long epoch) {
    if (!lines.add(podUid, ask)) {
      ask.answer(null);
      return;
    }
    HeldExchange held = lines.takeNewest(podUid);
    while (held != null && ask.take(false)) {
      if (deliver(podUid, ask, held, epoch)) {
        return;
      }
      held = lines.takeNewest(podUid);
    }
    if (held != null) {
      // The agent came by itself in between and has taken the question with it.
      held.release();
    }
  }

  private boolean deliver(String podUid, Ask ask, HeldExchange held, long epoch) {
    SocketQuery query = ask.query();
    if (query == null) {
      held.release();
      return true;
    }
    long now = System.nanoTime();
    long left = Math.min(ask.nanosLeft(now), Question.LONGEST_DEADLINE.toNanos());
    String nonce = nonces.draw(new Delivery(podUid, ask, now));
    Duration deadline = Duration.ofMillis(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
    boolean isGone = !held.ask(new Question(nonce, epoch, deadline, query));
    if (isGone) {
      ask.giveBack();
    }
    return !isGone;
  }

  private Sighted collected(Map<String, Ask> asks) {
    List<AgentReport> reports = new ArrayList<>(asks.size());
    Set<String> withoutAnswer = new HashSet<>();
    asks.forEach(
        (podUid, ask) -> {
          AgentReport report = ask.close();
          lines.remove(podUid, ask);
          if (report == null) {
            withoutAnswer.add(podUid);
            patience.wasSilent(podUid);
          } else {
            reports.add(report);
          }
        });
    asked.increment(asks.size());
    silent.increment(withoutAnswer.size());
    return new Sighted(reports, asks.keySet(), withoutAnswer);
  }

  /**
   * Takes what an agent has posted; its exchange is not held yet.
   *
   * @param arrivedNanos when the post had arrived, {@link System#nanoTime()}
   */
  public Receipt take(Speaker speaker, Post post, long arrivedNanos) {
    return switch (post) {
      case Greeting greeting -> Receipt.TAKEN;
      case Excuse excuse -> {
        Delivery delivery = nonces.find(excuse.nonce(), speaker.uid());
        yield delivery == null ? unasked(excuse.epoch()) : closed(delivery, null);
      }
      case Report report -> {
        Delivery delivery = nonces.find(report.nonce(), speaker.uid());
        yield delivery == null
            ? unasked(report.epoch())
            : told(speaker, report, delivery, arrivedNanos);
      }
    };
  }

  private Receipt told(Speaker speaker, Report report, Delivery delivery, long arrivedNanos) {
    AgentReport told;
    try {
      told =
          report
              .scan()
              .toldBy(
                  speaker.fullName(),
                  new ReportOrigin.PodAgent(speaker.uid()),
                  delivery.askedNanos(),
                  arrivedNanos);
    } catch (IllegalArgumentException e) {
      return Receipt.IMPOSSIBLE;
    }
    return closed(delivery, told);
  }

  private Receipt closed(Delivery delivery, @Nullable AgentReport report) {
    if (!delivery.isAnswered().compareAndSet(false, true)) {
      return Receipt.UNASKED;
    }
    patience.wasHeard(delivery.podUid());
    return delivery.ask().answer(report) ? Receipt.TAKEN : Receipt.TOO_LATE;
  }

  /** The leader before, or another one now, may have asked; its nonces are not known here. */
  private Receipt unasked(long epoch) {
    return leadership.now() instanceof Standing.Leading(long own) && epoch >= own
        ? Receipt.UNASKED
        : Receipt.TOO_LATE;
  }

  /**
   * Holds the exchange of an agent until there is something to ask it; also while nobody is known
   * to lead.
   *
   * @param isGreeting the agent has just come: what was put to it before may have been lost
   */
  public void hold(Speaker speaker, HeldExchange exchange, boolean isGreeting) {
    Standing standing = leadership.now();
    if (standing.leaderElsewhere() != null) {
      exchange.release();
      return;
    }
    Lines.Waiting waiting = lines.hold(speaker.uid(), exchange, isGreeting);
    HeldExchange tooMany = waiting.tooMany();
    if (tooMany != null) {
      tooMany.release();
    }
    Ask ask = waiting.ask();
    if (ask != null && standing instanceof Standing.Leading(long epoch)) {
      deliver(speaker.uid(), ask, exchange, epoch);
    } else if (ask != null) {
      exchange.release(); // it stopped leading with a question on its way
    }
  }

  /** An exchange that was held is over: its time, or its agent. */
  public void drop(Speaker speaker, HeldExchange exchange) {
    lines.drop(speaker.uid(), exchange);
  }

  /**
   * Answers all agents that wait that there is nothing to ask: they come back, or go to the leader.
   */
  public void releaseAll() {
    lines.takeAll().forEach(HeldExchange::release);
  }

  private static void await(CountDownLatch latch, long nanos) {
    try {
      latch.await(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      // The audit is being stopped: what has come is what there is.
      Thread.currentThread().interrupt();
    }
  }
}
