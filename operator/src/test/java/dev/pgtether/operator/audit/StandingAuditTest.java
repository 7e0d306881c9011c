package dev.pgtether.operator.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.audit.AuditResult;
import dev.pgtether.audit.Sighted;
import dev.pgtether.correlation.fact.BackendId;
import dev.pgtether.correlation.fact.ClockReading;
import dev.pgtether.correlation.fact.Cluster;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.Server;
import dev.pgtether.correlation.pairing.Memory;
import dev.pgtether.correlation.pairing.Outcome;
import dev.pgtether.operator.agents.Leadership;
import dev.pgtether.operator.api.Annotations;
import dev.pgtether.operator.api.ConnectionAudit;
import dev.pgtether.operator.api.ConnectionAuditSpec;
import dev.pgtether.operator.api.DatabaseSpec;
import dev.pgtether.operator.api.Reason;
import dev.pgtether.operator.api.SecretName;
import dev.pgtether.operator.api.TimeSpan;
import dev.pgtether.operator.database.CannotAudit;
import dev.pgtether.operator.metrics.AuditMeters;
import dev.pgtether.operator.report.Attempt;
import dev.pgtether.operator.report.Course;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StandingAuditTest {

  /** What a good audit leaves for the next. */
  private static final Memory LEFT =
      new Memory(Map.of(new BackendId(7, 0), new Memory.Seen(null, "", false, 0, false, null)));

  private final TestClock clock = new TestClock();
  private final Deque<Runnable> begun = new ArrayDeque<>();
  private final RefusedPass pass = new RefusedPass();
  private final List<Instant> ends = new ArrayList<>();
  private final ConnectionAudit resource = resource(1);
  private final StandingAudit audit =
      new StandingAudit(
          resource,
          pass,
          new Pace(Duration.ofSeconds(10), new Random(1)),
          clock,
          new AuditMeters(
              new SimpleMeterRegistry(), () -> new Leadership.Standing.Following(null), false),
          begun::add,
          () -> ends.add(clock.instant()));

  /** A pass that fails until it is given a success, and remembers what was asked of it. */
  private static final class RefusedPass implements Pass {
    private final List<Long> generations = new ArrayList<>();
    private RuntimeException failure = new CannotAudit(Reason.CONNECTION_REFUSED, "nobody listens");
    private final List<Memory> memories = new ArrayList<>();
    private Attempt.@Nullable Success success;
    private int closed;
    private int cut;

    @Override
    public void cut() {
      cut++;
    }

    @Override
    public Attempt.Success run(ConnectionAudit audit, Memory memory) {
      generations.add(audit.getMetadata().getGeneration());
      memories.add(memory);
      if (success != null) {
        return success;
      }
      throw failure;
    }

    @Override
    public void close() {
      closed++;
    }
  }

  @Test
  void theFirstAuditBeginsAtOnce() {
    // When
    audit.follow(resource);

    // Then
    assertThat(begun).hasSize(1);
    assertThat(audit.standing().running()).isTrue();
    assertThat(audit.standing().course().last()).isInstanceOf(Attempt.Pending.class);
  }

  @Test
  void neverDoTwoAuditsRunAtOnceHoweverOftenSomebodyAsks() {
    // When
    for (int i = 0; i < 10; i++) {
      audit.follow(resource(i));
      clock.pass(Duration.ofMinutes(1));
    }

    // Then
    assertThat(begun).hasSize(1);
  }

  @Test
  void aFailureIsSaidWithItsReasonAndTriedAgainWhenItIsDue() {
    // When
    audit.follow(resource);
    end();

    // Then
    Attempt.Failure failure = (Attempt.Failure) audit.standing().course().last();
    assertThat(failure.reason()).isEqualTo(Reason.CONNECTION_REFUSED);
    assertThat(failure.retryAt()).isEqualTo(audit.standing().due());
    assertThat(ends).hasSize(1);

    // When
    audit.follow(resource);
    assertThat(begun).as("begun before it was due").isEmpty();
    clock.pass(Duration.ofSeconds(2));
    audit.follow(resource);

    // Then
    assertThat(begun).hasSize(1);
  }

  @Test
  void anErrorOfTheOperatorItselfIsSaidAndEndsNothing() {
    // Given
    pass.failure = new IllegalStateException("a bug, with secret details");

    // When
    audit.follow(resource);
    end();

    // Then
    Attempt.Failure failure = (Attempt.Failure) audit.standing().course().last();
    assertThat(failure.reason()).isEqualTo(Reason.INTERNAL_ERROR);
    assertThat(failure.message()).doesNotContain("secret details");
    assertThat(audit.standing().running()).isFalse();
  }

  @Test
  void aSpecThatChangesWhileAnAuditRunsIsAuditedRightAfterwards() {
    // Given
    audit.follow(resource);
    audit.follow(resource(2));

    // When
    end();
    audit.follow(resource(2));
    end();

    // Then
    assertThat(pass.generations).containsExactly(1L, 2L);
  }

  @Test
  void whatWasLearntOfOneServerIsForgottenWhenTheSpecNamesAnother() {
    // Given
    audit.follow(resource);
    pass.success = success();
    end();
    assertThat(audit.standing().course().lastGood()).isNotNull();

    // When
    audit.follow(elsewhere(2));

    // Then
    Course course = audit.standing().course();
    assertThat(course.generation()).isEqualTo(2);
    assertThat(course.last()).isInstanceOf(Attempt.Pending.class);
    assertThat(course.lastGood()).isNull();
    assertThat(course.goodBefore()).isNull();
    assertThat(begun).as("audits of the new server").hasSize(1);

    // When the new server cannot be audited
    pass.success = null;
    end();

    // Then
    assertThat(audit.standing().course().last()).isInstanceOf(Attempt.Failure.class);
    assertThat(audit.standing().course().lastGood()).isNull();
    assertThat(pass.memories).containsExactly(Memory.NONE, Memory.NONE);
  }

  @Test
  void theOutcomeOfAServerThatIsNoLongerWantedIsDroppedAndTheWantedOneAuditedAtOnce() {
    // Given an audit that was suspended, turned to another server and resumed while it ran
    audit.follow(resource);
    audit.follow(suspended(2));
    audit.follow(elsewhere(3));

    // When
    pass.success = success();
    end();

    // Then
    assertThat(audit.standing().course().last()).isInstanceOf(Attempt.Pending.class);
    assertThat(audit.standing().course().lastGood()).isNull();

    // When
    audit.follow(elsewhere(3));

    // Then
    assertThat(begun).hasSize(1);
  }

  @Test
  void aSpecThatChangesWhileASuspendedAuditStillRunsIsAuditedRightAfterwards() {
    // Given
    audit.follow(resource);
    audit.follow(suspended(2));
    audit.follow(resource(3));

    // When
    end();
    audit.follow(resource(3));
    end();

    // Then
    assertThat(pass.generations).containsExactly(1L, 3L);
  }

  @Test
  void theAnnotationStartsAnAuditButNoSoonerThanFiveSecondsAfterTheLast() {
    // Given
    ConnectionAudit asked = resource(1);
    asked.getMetadata().getAnnotations().put(Annotations.AUDIT_NOW, "1");
    for (int i = 0; i < 6; i++) {
      clock.pass(Duration.ofMinutes(1));
      audit.follow(resource);
      end();
    }

    // When
    audit.follow(asked);
    assertThat(begun).isEmpty();
    clock.pass(Duration.ofSeconds(5));
    audit.follow(asked);
    assertThat(begun).hasSize(1);
    end();

    // Then the same value asks for nothing more
    clock.pass(Duration.ofSeconds(5));
    audit.follow(asked);
    assertThat(begun).isEmpty();
  }

  @Test
  void aSuspendedAuditLetsItsConnectionGoAndBeginsAnewWhenItIsWantedAgain() {
    // Given
    audit.follow(resource);
    end();

    // When
    audit.follow(suspended(2));

    // Then
    assertThat(pass.closed).isEqualTo(1);
    assertThat(audit.standing().course().last()).isInstanceOf(Attempt.Suspended.class);
    clock.pass(Duration.ofHours(1));
    audit.follow(suspended(2));
    assertThat(begun).isEmpty();

    // When
    audit.follow(resource(3));

    // Then
    assertThat(begun).hasSize(1);
  }

  @Test
  void anAuditThatIsSuspendedOrEndedWhileItRunsLetsItsConnectionGoWhenItIsThrough() {
    // Given
    audit.follow(resource);

    // When
    audit.close();
    assertThat(pass.closed).as("closed under the running audit").isZero();
    assertThat(pass.cut).isEqualTo(1);
    end();

    // Then
    assertThat(pass.closed).isEqualTo(1);
    audit.follow(resource);
    assertThat(begun).isEmpty();
  }

  private static Attempt.Success success() {
    Outcome.Paired paired = new Outcome.Paired(List.of(), 0, 0, LEFT);
    Server server =
        new Server(
            "18.1",
            180001,
            0,
            false,
            200,
            3,
            new BackendId(10600, 0),
            Endpoint.of("10.244.4.3", 40000),
            Endpoint.of("10.244.4.2", 5432),
            true,
            new Server.Admission(true, Duration.ofMinutes(1)));
    return new Attempt.Success(
        new AuditResult(
            Instant.EPOCH, server, new Sighted(List.of(), Set.of(), Set.of()), true, paired),
        paired,
        new Cluster(List.of(), List.of(), List.of(), 0, 0, Set.of(), new ClockReading(0, 0)),
        "pgtether");
  }

  private void end() {
    begun.remove().run();
  }

  private static ConnectionAudit resource(long generation) {
    return resource(generation, false);
  }

  private static ConnectionAudit suspended(long generation) {
    return resource(generation, true);
  }

  private static ConnectionAudit elsewhere(long generation) {
    return resource(generation, false, "other.shop.svc");
  }

  private static ConnectionAudit resource(long generation, boolean suspend) {
    return resource(generation, suspend, "db.shop.svc");
  }

  private static ConnectionAudit resource(long generation, boolean suspend, String host) {
    ConnectionAudit resource = new ConnectionAudit();
    resource.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace("shop")
            .withName("orders")
            .withUid("uid")
            .withGeneration(generation)
            .build());
    resource.setSpec(
        new ConnectionAuditSpec(
            new DatabaseSpec(
                host,
                5432,
                "postgres",
                DatabaseSpec.Target.ANY,
                new SecretName("login"),
                null,
                List.of()),
            null,
            new TimeSpan("10m"),
            suspend,
            List.of(),
            null,
            List.of(),
            List.of(),
            null));
    return resource;
  }
}
