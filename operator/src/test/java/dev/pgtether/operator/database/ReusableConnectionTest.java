package dev.pgtether.operator.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtether.operator.api.ConnectionAuditSpec;
import dev.pgtether.operator.api.DatabaseSpec;
import dev.pgtether.operator.database.failure.AuditFailedException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReusableConnectionTest {

  private static final DatabaseSpec ORDERS = spec("orders-db.shop.svc");

  private final ReusableConnection<FakeConnection> reusableConnection = new ReusableConnection<>();
  private final List<FakeConnection> opened = new ArrayList<>();

  /** A line that remembers what was done to it. */
  private static final class FakeConnection implements ReusableConnection.Connection {
    private boolean open = true;
    private boolean cut;

    @Override
    public boolean isOpen() {
      return open;
    }

    @Override
    public void abort() {
      cut = true;
    }

    @Override
    public void close() {
      open = false;
    }
  }

  private FakeConnection openFake() {
    FakeConnection fakeConnection = new FakeConnection();
    opened.add(fakeConnection);
    return fakeConnection;
  }

  @Test
  void one_connection_serves_as_long_as_the_same_server_is_wanted() {
    FakeConnection first = reusableConnection.open(ORDERS, this::openFake);
    assertThat(reusableConnection.open(spec("orders-db.shop.svc"), this::openFake)).isSameAs(first);
    assertThat(opened).hasSize(1);
  }

  @Test
  void another_spec_gets_a_connection_of_its_own_and_the_old_one_is_closed() {
    // Given
    FakeConnection first = reusableConnection.open(ORDERS, this::openFake);

    // When
    FakeConnection second = reusableConnection.open(spec("payments-db.shop.svc"), this::openFake);

    // Then
    assertThat(second).isNotSameAs(first);
    assertThat(first.open).isFalse();
    assertThat(second.open).isTrue();
    assertThat(reusableConnection.open(spec("payments-db.shop.svc"), this::openFake))
        .isSameAs(second);
  }

  @Test
  void a_broken_connection_is_replaced() {
    // Given
    FakeConnection first = reusableConnection.open(ORDERS, this::openFake);
    first.open = false;

    // Then
    assertThat(reusableConnection.open(ORDERS, this::openFake)).isNotSameAs(first);
  }

  @Test
  void a_connection_that_is_aborted_during_login_is_closed_right_after_it() {
    assertThatThrownBy(
            () ->
                reusableConnection.open(
                    ORDERS,
                    () -> {
                      reusableConnection.abort();
                      return openFake();
                    }))
        .isInstanceOf(AuditFailedException.class)
        .hasMessageContaining("given up while it logged in");
    assertThat(opened).singleElement().matches(fakeConnection -> !fakeConnection.open, "closed");
  }

  @Test
  void an_open_connection_is_aborted() {
    // Given
    FakeConnection fakeConnection = reusableConnection.open(ORDERS, this::openFake);

    // When
    reusableConnection.abort();

    // Then
    assertThat(fakeConnection.cut).isTrue();
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
