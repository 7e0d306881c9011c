package dev.pgtether.operator.agents.trust;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.operator.agents.MovableClock;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeafTest {
  static final LeafNames NAMES =
      LeafNames.of(
          "pgtether-system",
          Set.of("pgtether-agents", "pgtether-webhook"),
          Set.of(IpAddress.parse("10.42.1.7"), IpAddress.parse("fd00::7")));
  static final Duration LIFE = Duration.ofHours(24);
  private static final String SERVICE = "pgtether-agents.pgtether-system.svc";

  // TLS clients look at the real clock.
  private final MovableClock clock = new MovableClock(Instant.now());
  private final CurrentLeaf leaf = new CurrentLeaf(NAMES, Rotation.DEFAULT, clock);
  private final Root root = Root.create(clock.instant());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pgtether-agents.pgtether-system.svc",
        "pgtether-webhook.pgtether-system.svc",
        "pgtether-agents.pgtether-system",
        "pgtether-agents.pgtether-system.svc.cluster.local",
        "10.42.1.7",
        "fd00::7"
      })
  void a_client_that_trusts_the_root_verifies_every_name_of_the_operator(String name)
      throws Exception {
    leaf.signedBy(root);
    try (TlsServer server = new TlsServer(leaf)) {
      X509Certificate shown = server.verify(bundle(root), name);

      assertThat(shown.getNotAfter().toInstant()).isBeforeOrEqualTo(clock.instant().plus(LIFE));
    }
  }

  @Test
  void nobody_elses_name_is_verified() throws Exception {
    leaf.signedBy(root);
    try (TlsServer server = new TlsServer(leaf)) {
      assertThatThrownBy(() -> server.verify(bundle(root), "pgtether-agents.elsewhere.svc"))
          .isInstanceOf(IOException.class);
      assertThatThrownBy(() -> server.verify(bundle(root), "10.42.1.8"))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void another_root_is_not_trusted() throws Exception {
    leaf.signedBy(root);
    try (TlsServer server = new TlsServer(leaf)) {
      assertThatThrownBy(() -> server.verify(bundle(Root.create(clock.instant())), SERVICE))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void while_there_is_no_certificate_a_handshake_fails() throws Exception {
    try (TlsServer server = new TlsServer(leaf)) {
      assertThat(leaf.isValid()).isFalse();
      assertThatThrownBy(() -> server.verify(bundle(root), SERVICE))
          .isInstanceOf(IOException.class);

      leaf.signedBy(root);

      assertThat(leaf.isValid()).isTrue();
      assertThat(server.verify(bundle(root), SERVICE)).isNotNull();
    }
  }

  @Test
  void a_certificate_is_renewed_when_two_thirds_of_its_life_are_over() throws Exception {
    MovableClock past = new MovableClock(clock.instant().minus(Duration.ofHours(16)));
    CurrentLeaf leaf = new CurrentLeaf(NAMES, Rotation.DEFAULT, past);
    leaf.signedBy(root);
    try (TlsServer server = new TlsServer(leaf)) {
      X509Certificate first = server.verify(bundle(root), SERVICE);

      past.pass(Duration.ofHours(15));
      leaf.signedBy(root);
      assertThat(server.verify(bundle(root), SERVICE)).isEqualTo(first);

      past.pass(Duration.ofHours(1));
      leaf.signedBy(root);
      assertThat(server.verify(bundle(root), SERVICE)).isNotEqualTo(first);
    }
  }

  @Test
  void a_whole_rotation_is_never_noticed_by_a_client_that_learns_of_roots_late()
      throws GeneralSecurityException, IOException {
    // Given a client whose ConfigMap is always as old as it may be
    // as long as certificates are valid by the client's clock, which stands still
    Rotation rotation =
        new Rotation(Duration.ofMinutes(10), Duration.ofHours(1), Duration.ofDays(365));
    MemoryRootStore store = new MemoryRootStore();
    RootKeeper keeper = new RootKeeper(store, rotation);
    Duration step = Duration.ofMinutes(5);
    int steps = 18;
    MovableClock past = new MovableClock(clock.instant().minus(step.multipliedBy(steps / 2)));
    CurrentLeaf shown = new CurrentLeaf(NAMES, rotation, past);
    Roots roots = requireNonNull(keeper.keep(true, false, past.instant()));
    X509Certificate first = roots.current().certificate();
    shown.signedBy(roots.current());
    String known = roots.bundle();
    String spreading = known;
    store.annotate("1");

    try (TlsServer server = new TlsServer(shown)) {
      for (int i = 0; i < steps; i++) {
        // When
        past.pass(step);
        roots = requireNonNull(keeper.keep(true, true, past.instant()));
        shown.signedBy(roots.current());

        // Then
        assertThat(server.verify(known, SERVICE)).isNotNull();
        known = spreading;
        spreading = roots.bundle();
      }
    }
    assertThat(roots.trusted()).hasSize(1).doesNotContain(first);
  }

  private static String bundle(Root root) {
    return new Roots(root, null, null).bundle();
  }
}
