package dev.pgtether.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TenancyTest {
  private final Shelf<Tenancy.Grant> grants = new Shelf<>(Tenancy.Grant::namespace);
  private final Tenancy tenancy = new Tenancy(Set.of("platform"), grants);

  TenancyTest() {
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
    assertThat(tenancy.mayKnow(audit, pods)).isEqualTo(knows);
  }

  @Test
  void a_right_that_is_withdrawn_is_gone_at_once() {
    // When
    grants.seen(plain("shop"), Instant.EPOCH);
    // Then
    assertThat(tenancy.mayKnow("dba", "shop")).isFalse();
  }

  private static Tenancy.Grant plain(String name) {
    return Tenancy.Grant.of(
        new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build());
  }

  private static Tenancy.Grant grant(String name, String visibleTo) {
    return Tenancy.Grant.of(
        new NamespaceBuilder()
            .withNewMetadata()
            .withName(name)
            .addToAnnotations("pgtether.dev/visible-to", visibleTo)
            .endMetadata()
            .build());
  }
}
