package dev.pgtether.testkit.it.cluster.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pgtether.testkit.cluster.Cluster;
import dev.pgtether.testkit.cluster.ClusterCapability;
import dev.pgtether.testkit.cluster.NeedsCluster;
import dev.pgtether.testkit.cluster.TestNamespace;
import dev.pgtether.testkit.it.cluster.yardstick.Audit;
import dev.pgtether.testkit.it.cluster.yardstick.Report;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A server that lies, under the shipped rights, learns nothing of another tenant's pods. */
@NeedsCluster({ClusterCapability.DATABASES, ClusterCapability.IMAGES})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TenancyIT implements PasswordsAndReports, Speakers {
  private static final Duration SOON = Duration.ofSeconds(30);

  /** Agents take hold of the roots, and an audit or two. */
  private static final Duration FIRST_AGENT = Duration.ofMinutes(2);

  private static final int NEVER_A_CLIENT = 40_000;

  private final Cluster cluster;
  private Tenants tenants;
  private TestNamespace thief;

  TenancyIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public Tenants tenants() {
    return tenants;
  }

  /** The lying server lists the treasury's sessions, and says that it is the treasury. */
  @BeforeAll
  void open() {
    tenants = Tenants.open(cluster);
    thief = tenants.thief();
    tenants.lying().standsAt(cluster.machineAddress(), tenants.treasury().port());
    tenants.lying().copies(tenants.treasury());
    tenants
        .pods()
        .forEach(pod -> tenants.lying().claims(pod.getStatus().getPodIP(), NEVER_A_CLIENT));
  }

  @AfterAll
  void close() {
    if (tenants != null) {
      tenants.close();
    }
  }

  @Test
  void a_server_that_claims_another_tenants_sessions_learns_no_name_until_the_tenant_shows_them() {
    try (Audit audit = tenants.audit(thief, "claims")) {
      // When
      Report hidden =
          audit.until("the claims are there", SOON, report -> claimed(report) >= claims());
      Report again = audit.next();

      // Then
      assertThat(hidden.asked()).isZero();
      assertThat(again.asked()).isZero();
      assertThat(tenants.seenBy(thief, audit))
          .contains("NamespacesNotVisible", "pgtether.dev/visible-to")
          .doesNotContainIgnoringCase(Tenants.SECRET_NAME);
      assertThat(tenants.eventsOnCrownBy(thief)).isEmpty();

      // When the crown lets the thief know
      tenants.showCrownToThief(true);

      // Then the same lies name a process, so that nothing else was in their way
      Report shown =
          audit.until("the till is named", FIRST_AGENT, report -> names(report, "EXACT"));
      assertThat(shown.connections())
          .filteredOn(said -> Tenants.TILL.equals(said.pod()))
          .filteredOn(said -> said.verdict().equals("EXACT"))
          .singleElement()
          .satisfies(said -> assertThat(said.container()).isEqualTo("main"));
      await().atMost(SOON).until(() -> tenants.seenBy(thief, audit).contains(Tenants.TILL));
      await()
          .atMost(SOON)
          .untilAsserted(
              () ->
                  assertThat(tenants.eventsOnCrownBy(thief))
                      .contains(Tenants.MUTE + " AgentsSilent"));

      // When it is taken back
      tenants.showCrownToThief(false);

      // Then
      audit.until("nobody is asked any more", SOON, report -> report.asked() == 0);
      assertThat(audit.ask(tenants.operator().token(thief)).body())
          .doesNotContainIgnoringCase(Tenants.SECRET_NAME);
      await()
          .atMost(SOON)
          .untilAsserted(
              () ->
                  assertThat(tenants.resourcesOf(thief))
                      .doesNotContainIgnoringCase(Tenants.SECRET_NAME));
    }
  }

  @Test
  void a_server_that_says_it_stands_in_another_tenants_pod_has_nobody_asked_there() {
    // Given
    tenants.lying().standsAt(tenants.addressOf(Tenants.TILL), 5432);
    tenants.lying().claims("127.0.0.1", NEVER_A_CLIENT);

    // When
    try (Audit audit = tenants.audit(thief, "stands")) {
      Report report = audit.until("the claims are there", SOON, one -> claimed(one) >= claims());

      // Then
      assertThat(report.asked()).isZero();
      assertThat(tenants.seenBy(thief, audit)).doesNotContainIgnoringCase(Tenants.SECRET_NAME);
    } finally {
      tenants.lying().standsAt(cluster.machineAddress(), tenants.treasury().port());
    }
  }

  @Test
  void audits_of_a_namespace_that_the_chart_lists_see_all() {
    try (Audit audit = tenants.audit(tenants.auditors(), "all")) {
      audit.until("the till is named", FIRST_AGENT, report -> names(report, "EXACT"));
    }
  }

  private static boolean names(Report report, String verdict) {
    return report.connections().stream()
        .anyMatch(said -> Tenants.TILL.equals(said.pod()) && said.verdict().equals(verdict));
  }

  private static long claimed(Report report) {
    return report.connections().stream().filter(said -> said.backend() > 1_000_000).count();
  }

  private long claims() {
    return Long.parseLong(tenants.lying().server().queryValue("select count(*) from claims"));
  }
}
