package dev.pgtether.testkit.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StandbyTest {

  @ParameterizedTest(name = "PostgreSQL {0}: a standby follows its primary, and takes over from it")
  @ValueSource(ints = {15, 18})
  void follows_and_takes_over(int major) {
    // Given
    PostgresServerConfig recipe = PostgresServer.ofMajor(major);
    try (PostgresServer primary = recipe.start();
        PostgresServer standby = primary.startStandby(recipe)) {
      // When
      primary.query("create table kept (n int); insert into kept values (42)");
      // Then
      await()
          .atMost(Duration.ofSeconds(20))
          .ignoreExceptions()
          .untilAsserted(
              () -> assertThat(standby.queryValue("select n from kept")).isEqualTo("42"));
      assertThat(standby.queryValue("select pg_is_in_recovery()")).isEqualTo("t");

      // When
      primary.killPostmaster();
      standby.queryValue("select pg_promote()");

      // Then
      standby.query("insert into kept values (43)");
      assertThat(standby.queryValue("select count(*) from kept")).isEqualTo("2");
    }
  }
}
