package dev.pgtether.operator.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtether.operator.api.ConnectionAuditSpec;
import dev.pgtether.operator.api.DatabaseSpec;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeepingTest {

  private static final DatabaseSpec ORDERS = spec("orders-db.shop.svc");

  private final Keeping<Wire> keeping = new Keeping<>();
  private final List<Wire> dialled = new ArrayList<>();

  /** A line that remembers what was done to it. */
  private static final class Wire implements Keeping.Line {
    private boolean open = true;
    private boolean cut;

    @Override
    public boolean isOpen() {
      return open;
    }

    @Override
    public void cut() {
      cut = true;
    }

    @Override
    public void close() {
      open = false;
    }
  }

  private Wire dial() {
    Wire wire = new Wire();
    dialled.add(wire);
    return wire;
  }

  @Test
  void oneLineServesAsLongAsTheSameServerIsWanted() {
    Wire first = keeping.open(ORDERS, this::dial);
    assertThat(keeping.open(spec("orders-db.shop.svc"), this::dial)).isSameAs(first);
    assertThat(dialled).hasSize(1);
  }

  @Test
  void anotherSpecGetsALineOfItsOwnAndTheOldOneIsClosed() {
    // Given
    Wire first = keeping.open(ORDERS, this::dial);

    // When
    Wire second = keeping.open(spec("payments-db.shop.svc"), this::dial);

    // Then
    assertThat(second).isNotSameAs(first);
    assertThat(first.open).isFalse();
    assertThat(second.open).isTrue();
    assertThat(keeping.open(spec("payments-db.shop.svc"), this::dial)).isSameAs(second);
  }

  @Test
  void aBrokenLineIsReplaced() {
    // Given
    Wire first = keeping.open(ORDERS, this::dial);
    first.open = false;

    // Then
    assertThat(keeping.open(ORDERS, this::dial)).isNotSameAs(first);
  }

  @Test
  void whatIsCutWhileItLogsInIsClosedAsSoonAsItHas() {
    assertThatThrownBy(
            () ->
                keeping.open(
                    ORDERS,
                    () -> {
                      keeping.cut();
                      return dial();
                    }))
        .isInstanceOf(CannotAudit.class)
        .hasMessageContaining("given up while it logged in");
    assertThat(dialled).singleElement().matches(wire -> !wire.open, "closed");
  }

  @Test
  void whatIsOpenIsCut() {
    // Given
    Wire wire = keeping.open(ORDERS, this::dial);

    // When
    keeping.cut();

    // Then
    assertThat(wire.cut).isTrue();
  }

  private static DatabaseSpec spec(String host) {
    return new KubernetesSerialization()
        .unmarshal(
            """
            database:
              host: %s
              credentialsSecret: {name: orders-audit}
            """
                .formatted(host),
            ConnectionAuditSpec.class)
        .database();
  }
}
