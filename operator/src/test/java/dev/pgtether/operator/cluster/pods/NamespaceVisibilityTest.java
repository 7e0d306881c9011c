package dev.pgtether.operator.cluster.pods;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.operator.cluster.watch.ResourceStore;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamespaceVisibilityTest {
  private final ResourceStore<NamespaceVisibility.VisibilityGrant> grants =
      new ResourceStore<>(NamespaceVisibility.VisibilityGrant::namespace);
  private final NamespaceVisibility namespaceVisibility =
      new NamespaceVisibility(Set.of("platform"), grants);

  NamespaceVisibilityTest() {
    grants.listed(
        List.of(
            grant("shop", "dba, billing ,,"), grant("open", "*"), grant("shut", ""), plain("none")),
        Instant.EPOCH,
        Instant.EPOCH);
  }

  @ParameterizedTest
  @CsvSource({
    "shop, shop, true",
    "dba, shop, true",
    "billing, shop, true",
    "bill, shop, false",
    "other, open, true",
    "other, shut, false",
    "other, none, false",
    "other, never-heard-of, false",
    "platform, none, true",
    "platform, never-heard-of, true"
  })
  void an_audit_knows_its_own_pods_and_those_it_is_shown(String audit, String pods, boolean knows) {
    assertThat(namespaceVisibility.canSee(audit, pods)).isEqualTo(knows);
  }

  @Test
  void a_right_that_is_withdrawn_is_gone_at_once() {
    // When
    grants.upserted(plain("shop"), Instant.EPOCH);
    // Then
    assertThat(namespaceVisibility.canSee("dba", "shop")).isFalse();
  }

  private static NamespaceVisibility.VisibilityGrant plain(String name) {
    return NamespaceVisibility.VisibilityGrant.of(
        new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build());
  }

  private static NamespaceVisibility.VisibilityGrant grant(String name, String visibleTo) {
    return NamespaceVisibility.VisibilityGrant.of(
        new NamespaceBuilder()
            .withNewMetadata()
            .withName(name)
            .addToAnnotations("pgtether.dev/visible-to", visibleTo)
            .endMetadata()
            .build());
  }
}
