package dev.pgtether.operator.scan.http;

import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.operator.leader.Leadership;
import dev.pgtether.operator.leader.Leadership.LeadershipState;
import dev.pgtether.operator.scan.ScanBroker;
import dev.pgtether.operator.scan.token.AgentAuthenticator;
import dev.pgtether.operator.scan.token.AgentAuthenticator.Admission;
import dev.pgtether.operator.scan.token.AgentPodDirectory.AgentPod;
import dev.pgtether.operator.scan.token.RejectCounter;
import dev.pgtether.operator.scan.token.RejectReason;
import dev.pgtether.wire.Codec;
import dev.pgtether.wire.Greeting;
import dev.pgtether.wire.Post;
import dev.pgtether.wire.Refusal;
import dev.pgtether.wire.WireException;
import io.netty.handler.codec.http.FullHttpResponse;
import java.util.concurrent.Executor;
import java.util.function.IntSupplier;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/**
 * What all connections share: who may speak, what becomes of a post, and the threads on which that
 * is found out.
 *
 * @param workers for what may block
 * @param port that this replica, and so the leader, listens on
 */
record ExchangeContext(
    ExchangeLimits limits,
    ConnectionLimiter connectionLimiter,
    AgentAuthenticator agentAuthenticator,
    ScanBroker hub,
    Leadership leadership,
    RejectCounter rejectCounter,
    RandomGenerator chance,
    Executor workers,
    IntSupplier port) {

  private static final Logger LOG = Logger.getLogger(ExchangeContext.class);

  LeadershipState standing() {
    return leadership.now();
  }

  /** Blocks while the API server is asked. */
  Admission admit(String token, IpAddress from) {
    try {
      return agentAuthenticator.admit(token, from);
    } catch (RuntimeException e) {
      LOG.error("an agent's token could not be looked at", e);
      return new Admission.NotNow("a fault in the operator; its log says which");
    }
  }

  /** Reads a post and hands it on. */
  Outcome read(AgentPod agentPod, byte[] body, long arrivedNanos) {
    Post post;
    try {
      post = Codec.decodePost(body);
    } catch (WireException e) {
      return bad(
          RejectReason.MALFORMED_REPORT, "the body is no message of an agent: " + e.getMessage());
    }
    return switch (hub.take(agentPod, post, arrivedNanos)) {
      case TAKEN, TOO_LATE -> new Outcome.Waits(post instanceof Greeting);
      case UNASKED ->
          bad(
              RejectReason.REPLAYED,
              "nobody waits for this answer: it was given before, or never asked for; greet");
      case IMPOSSIBLE ->
          bad(
              RejectReason.MALFORMED_REPORT,
              "the scan took longer than its answer: the clock is wrong");
    };
  }

  /** What an agent is told that waited and is not asked anything: to come again, or where to go. */
  FullHttpResponse nothing() {
    String leader = standing().leaderElsewhere();
    if (leader != null) {
      RequestHead.Elsewhere elsewhere = new RequestHead.Elsewhere(leader);
      int there = port().getAsInt();
      return HttpResponses.refusal(elsewhere.refusal(there), elsewhere.leader(there));
    }
    return HttpResponses.nothing();
  }

  /** Has {@code task} done by a worker. */
  void work(Runnable task) {
    workers.execute(task);
  }

  private static Outcome bad(RejectReason rejectReason, String why) {
    return new Outcome.Bad(rejectReason, new Refusal(rejectReason.code(), why));
  }

  /** What becomes of a post. */
  sealed interface Outcome {

    /** Its agent waits to be asked. */
    record Waits(boolean isGreeting) implements Outcome {}

    record Bad(RejectReason rejectReason, Refusal refusal) implements Outcome {}
  }
}
