package dev.pgtether.operator.tls.ca;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.operator.testing.MutableClock;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerCertificateTest {
  static final ServerCertificateNames NAMES =
      ServerCertificateNames.of(
          "pgtether-system",
          Set.of("pgtether-agents", "pgtether-webhook"),
          Set.of(IpAddress.parse("10.42.1.7"), IpAddress.parse("fd00::7")));
  static final Duration LIFE = Duration.ofHours(24);
  private static final String SERVICE = "pgtether-agents.pgtether-system.svc";

  // TLS clients look at the real clock.
  private final MutableClock clock = new MutableClock(Instant.now());
  private final CurrentServerCertificate leaf =
      new CurrentServerCertificate(NAMES, RotationPolicy.DEFAULT, clock);
  private final RootCertificate rootCertificate = RootCertificate.create(clock.instant());

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
    leaf.signedBy(rootCertificate);
    try (TestTlsServer server = new TestTlsServer(leaf)) {
      X509Certificate shown = server.verify(bundle(rootCertificate), name);

      assertThat(shown.getNotAfter().toInstant()).isBeforeOrEqualTo(clock.instant().plus(LIFE));
    }
  }

  @Test
  void nobody_elses_name_is_verified() throws Exception {
    leaf.signedBy(rootCertificate);
    try (TestTlsServer server = new TestTlsServer(leaf)) {
      assertThatThrownBy(
              () -> server.verify(bundle(rootCertificate), "pgtether-agents.elsewhere.svc"))
          .isInstanceOf(IOException.class);
      assertThatThrownBy(() -> server.verify(bundle(rootCertificate), "10.42.1.8"))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void another_root_is_not_trusted() throws Exception {
    leaf.signedBy(rootCertificate);
    try (TestTlsServer server = new TestTlsServer(leaf)) {
      assertThatThrownBy(
              () -> server.verify(bundle(RootCertificate.create(clock.instant())), SERVICE))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void while_there_is_no_certificate_a_handshake_fails() throws Exception {
    try (TestTlsServer server = new TestTlsServer(leaf)) {
      assertThat(leaf.isValid()).isFalse();
      assertThatThrownBy(() -> server.verify(bundle(rootCertificate), SERVICE))
          .isInstanceOf(IOException.class);

      leaf.signedBy(rootCertificate);

      assertThat(leaf.isValid()).isTrue();
      assertThat(server.verify(bundle(rootCertificate), SERVICE)).isNotNull();
    }
  }

  @Test
  void a_certificate_is_renewed_when_two_thirds_of_its_life_are_over() throws Exception {
    MutableClock past = new MutableClock(clock.instant().minus(Duration.ofHours(16)));
    CurrentServerCertificate leaf =
        new CurrentServerCertificate(NAMES, RotationPolicy.DEFAULT, past);
    leaf.signedBy(rootCertificate);
    try (TestTlsServer server = new TestTlsServer(leaf)) {
      X509Certificate first = server.verify(bundle(rootCertificate), SERVICE);

      past.pass(Duration.ofHours(15));
      leaf.signedBy(rootCertificate);
      assertThat(server.verify(bundle(rootCertificate), SERVICE)).isEqualTo(first);

      past.pass(Duration.ofHours(1));
      leaf.signedBy(rootCertificate);
      assertThat(server.verify(bundle(rootCertificate), SERVICE)).isNotEqualTo(first);
    }
  }

  @Test
  void a_whole_rotation_is_never_noticed_by_a_client_that_learns_of_roots_late()
      throws GeneralSecurityException, IOException {
    // Given a client whose ConfigMap is always as old as it may be
    // as long as certificates are valid by the client's clock, which stands still
    RotationPolicy rotationPolicy =
        new RotationPolicy(Duration.ofMinutes(10), Duration.ofHours(1), Duration.ofDays(365));
    InMemoryRootStore store = new InMemoryRootStore();
    RootReconciler keeper = new RootReconciler(store, rotationPolicy);
    Duration step = Duration.ofMinutes(5);
    int steps = 18;
    MutableClock past = new MutableClock(clock.instant().minus(step.multipliedBy(steps / 2)));
    CurrentServerCertificate shown = new CurrentServerCertificate(NAMES, rotationPolicy, past);
    RootCertificates rootCertificates = requireNonNull(keeper.keep(true, false, past.instant()));
    X509Certificate first = rootCertificates.current().certificate();
    shown.signedBy(rootCertificates.current());
    String known = rootCertificates.bundle();
    String spreading = known;
    store.annotate("1");

    try (TestTlsServer server = new TestTlsServer(shown)) {
      for (int i = 0; i < steps; i++) {
        // When
        past.pass(step);
        rootCertificates = requireNonNull(keeper.keep(true, true, past.instant()));
        shown.signedBy(rootCertificates.current());

        // Then
        assertThat(server.verify(known, SERVICE)).isNotNull();
        known = spreading;
        spreading = rootCertificates.bundle();
      }
    }
    assertThat(rootCertificates.trusted()).hasSize(1).doesNotContain(first);
  }

  private static String bundle(RootCertificate rootCertificate) {
    return new RootCertificates(rootCertificate, null, null).bundle();
  }
}
