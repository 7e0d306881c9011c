package dev.pgtether.operator.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.correlation.pairing.Memory;
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
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StandingAuditTest {

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

  /** A pass that never succeeds, and remembers what was asked of it. */
  private static final class RefusedPass implements Pass {
    private final List<Long> generations = new ArrayList<>();
    private RuntimeException failure = new CannotAudit(Reason.CONNECTION_REFUSED, "nobody listens");
    private int closed;

    @Override
    public Attempt.Success run(ConnectionAudit audit, Memory memory) {
      generations.add(audit.getMetadata().getGeneration());
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
    end();

    // Then
    assertThat(pass.closed).isEqualTo(1);
    audit.follow(resource);
    assertThat(begun).isEmpty();
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

  private static ConnectionAudit resource(long generation, boolean suspend) {
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
                "db.shop.svc",
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
