package dev.pgtether.operator.tls.ca;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.operator.leader.Leadership.LeadershipState;
import dev.pgtether.operator.scan.token.AgentPodDirectory;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateAuthorityTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-03-01T03:00:00Z"));

  private final List<Boolean> readyWhenPublished = new ArrayList<>();
  private boolean refused;
  private LeadershipState leadershipState = new LeadershipState.Leading(1);
  private final CertificateAuthority authority =
      new CertificateAuthority(
          new RootReconciler(new InMemoryRootStore(), RotationPolicy.DEFAULT),
          new RootPublisher(new Recorded()),
          new CurrentServerCertificate(ServerCertificateTest.NAMES, RotationPolicy.DEFAULT, CLOCK),
          () -> leadershipState,
          new Nobody(),
          CLOCK,
          "pgtether-system");

  @AfterEach
  void close() {
    authority.close();
  }

  @ParameterizedTest(name = "refused: {0}")
  @ValueSource(booleans = {false, true})
  void a_leader_is_ready_once_it_has_tried_to_tell_the_api_server_whom_to_trust(boolean isRefused) {
    // Given
    refused = isRefused;
    // When
    authority.round();
    // Then
    assertThat(readyWhenPublished).containsExactly(false);
    assertThat(authority.isReady()).isTrue();
  }

  @Test
  void without_a_certificate_nobody_is_ready() {
    // Given
    leadershipState = new LeadershipState.Following(null);
    // When
    authority.round();
    // Then
    assertThat(authority.isReady()).isFalse();
  }

  private final class Recorded implements RootPublication {
    @Override
    public boolean toAgentsOf(String namespace, String bundle) {
      return true;
    }

    @Override
    public void toApiServer(String bundle) {
      readyWhenPublished.add(authority.isReady());
      if (refused) {
        throw new IllegalStateException("mutatingwebhookconfigurations is forbidden");
      }
    }
  }

  private static final class Nobody implements AgentPodDirectory {
    @Override
    public @Nullable AgentPod speaker(String podUid) {
      return null;
    }

    @Override
    public @Nullable String podAt(IpAddress address) {
      return null;
    }

    @Override
    public Set<String> namespacesWithAgents() {
      return Set.of();
    }
  }
}
