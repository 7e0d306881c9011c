package dev.pgtether.operator.scan;

import dev.pgtether.audit.Agents;
import dev.pgtether.audit.Sighted;
import dev.pgtether.correlation.fact.AgentReport;
import dev.pgtether.correlation.fact.ReportOrigin;
import dev.pgtether.correlation.fact.SocketQuery;
import dev.pgtether.correlation.query.SocketQueryPlan;
import dev.pgtether.operator.leader.Leadership;
import dev.pgtether.operator.leader.Leadership.LeadershipState;
import dev.pgtether.operator.scan.token.AgentPodDirectory.AgentPod;
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
public final class ScanBroker implements Agents {

  /**
   * An agent between two exchanges is back after some milliseconds; who is not is not waited for.
   */
  static final Duration GRACE = Duration.ofMillis(300);

  private final Leadership leadership;
  private final ScanQueue scanQueue = new ScanQueue();
  private final NonceRegistry nonceRegistry = new NonceRegistry();
  private final SilentAgentTracker silentAgentTracker = new SilentAgentTracker();
  private final Counter asked;
  private final Counter silent;

  public ScanBroker(Leadership leadership, MeterRegistry metrics) {
    this.leadership = leadership;
    this.asked = metrics.counter("pgtether.agents.asked");
    this.silent = metrics.counter("pgtether.agents.silent");
    metrics.gauge("pgtether.agents.waiting", scanQueue, ScanQueue::pods);
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
    if (!(leadership.now() instanceof LeadershipState.Leading(long epoch))) {
      return new Sighted(List.of(), pods, pods);
    }
    Map<String, PendingScan> asks = putTo(socketQueryPlan.byPodUid(), deadline, epoch);
    return collected(asks);
  }

  private Map<String, PendingScan> putTo(
      Map<String, SocketQuery> queries, Duration deadline, long epoch) {
    long end = System.nanoTime() + deadline.toNanos();
    Set<String> expected = new HashSet<>();
    for (String podUid : queries.keySet()) {
      if (scanQueue.isHeld(podUid) && silentAgentTracker.isDeserved(podUid)) {
        expected.add(podUid);
      }
    }
    CountDownLatch everybody = new CountDownLatch(queries.size());
    CountDownLatch those = new CountDownLatch(expected.size());
    CountDownLatch nobody = new CountDownLatch(0);
    Map<String, PendingScan> asks = new LinkedHashMap<>();
    queries.forEach(
        (podUid, query) ->
            asks.put(
                podUid,
                new PendingScan(
                    query, end, everybody, expected.contains(podUid) ? those : nobody)));
    asks.forEach((podUid, pendingScan) -> put(podUid, pendingScan, epoch));
    await(everybody, Math.min(GRACE.toNanos(), deadline.toNanos()));
    await(those, end - System.nanoTime());
    return asks;
  }

  private void put(String podUid, PendingScan pendingScan, long epoch) {
    if (!scanQueue.add(podUid, pendingScan)) {
      pendingScan.answer(null);
      return;
    }
    HeldExchange held = scanQueue.takeNewest(podUid);
    while (held != null && pendingScan.take(false)) {
      if (deliver(podUid, pendingScan, held, epoch)) {
        return;
      }
      held = scanQueue.takeNewest(podUid);
    }
    if (held != null) {
      // The agent came by itself in between and has taken the question with it.
      held.release();
    }
  }

  private boolean deliver(String podUid, PendingScan pendingScan, HeldExchange held, long epoch) {
    SocketQuery query = pendingScan.query();
    if (query == null) {
      held.release();
      return true;
    }
    long now = System.nanoTime();
    long left = Math.min(pendingScan.nanosLeft(now), Question.LONGEST_DEADLINE.toNanos());
    String nonce = nonceRegistry.draw(new SentQuery(podUid, pendingScan, now));
    Duration deadline = Duration.ofMillis(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
    boolean isGone = !held.ask(new Question(nonce, epoch, deadline, query));
    if (isGone) {
      pendingScan.giveBack();
    }
    return !isGone;
  }

  private Sighted collected(Map<String, PendingScan> asks) {
    List<AgentReport> reports = new ArrayList<>(asks.size());
    Set<String> withoutAnswer = new HashSet<>();
    asks.forEach(
        (podUid, pendingScan) -> {
          AgentReport report = pendingScan.close();
          scanQueue.remove(podUid, pendingScan);
          if (report == null) {
            withoutAnswer.add(podUid);
            silentAgentTracker.wasSilent(podUid);
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
  public PostResult take(AgentPod agentPod, Post post, long arrivedNanos) {
    return switch (post) {
      case Greeting greeting -> PostResult.TAKEN;
      case Excuse excuse -> {
        SentQuery sentQuery = nonceRegistry.find(excuse.nonce(), agentPod.uid());
        yield sentQuery == null ? unasked(excuse.epoch()) : closed(sentQuery, null);
      }
      case Report report -> {
        SentQuery sentQuery = nonceRegistry.find(report.nonce(), agentPod.uid());
        yield sentQuery == null
            ? unasked(report.epoch())
            : told(agentPod, report, sentQuery, arrivedNanos);
      }
    };
  }

  private PostResult told(
      AgentPod agentPod, Report report, SentQuery sentQuery, long arrivedNanos) {
    AgentReport told;
    try {
      told =
          report
              .scan()
              .toldBy(
                  agentPod.fullName(),
                  new ReportOrigin.PodAgent(agentPod.uid()),
                  sentQuery.askedNanos(),
                  arrivedNanos);
    } catch (IllegalArgumentException e) {
      return PostResult.IMPOSSIBLE;
    }
    return closed(sentQuery, told);
  }

  private PostResult closed(SentQuery sentQuery, @Nullable AgentReport report) {
    if (!sentQuery.isAnswered().compareAndSet(false, true)) {
      return PostResult.UNASKED;
    }
    silentAgentTracker.wasHeard(sentQuery.podUid());
    return sentQuery.pendingScan().answer(report) ? PostResult.TAKEN : PostResult.TOO_LATE;
  }

  /** The leader before, or another one now, may have asked; its nonces are not known here. */
  private PostResult unasked(long epoch) {
    return leadership.now() instanceof LeadershipState.Leading(long own) && epoch >= own
        ? PostResult.UNASKED
        : PostResult.TOO_LATE;
  }

  /**
   * Holds the exchange of an agent until there is something to ask it; also while nobody is known
   * to lead.
   *
   * @param isGreeting the agent has just come: what was put to it before may have been lost
   */
  public void hold(AgentPod agentPod, HeldExchange exchange, boolean isGreeting) {
    LeadershipState leadershipState = leadership.now();
    if (leadershipState.leaderElsewhere() != null) {
      exchange.release();
      return;
    }
    ScanQueue.Waiting waiting = scanQueue.hold(agentPod.uid(), exchange, isGreeting);
    HeldExchange tooMany = waiting.tooMany();
    if (tooMany != null) {
      tooMany.release();
    }
    PendingScan pendingScan = waiting.pendingScan();
    if (pendingScan != null && leadershipState instanceof LeadershipState.Leading(long epoch)) {
      deliver(agentPod.uid(), pendingScan, exchange, epoch);
    } else if (pendingScan != null) {
      exchange.release(); // it stopped leading with a question on its way
    }
  }

  /** An exchange that was held is over: its time, or its agent. */
  public void drop(AgentPod agentPod, HeldExchange exchange) {
    scanQueue.drop(agentPod.uid(), exchange);
  }

  /**
   * Answers all agents that wait that there is nothing to ask: they come back, or go to the leader.
   */
  public void releaseAll() {
    scanQueue.takeAll().forEach(HeldExchange::release);
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
