package dev.pgtether.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.correlation.fact.ActivitySnapshot;
import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.ClientAddress;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.ServerInfo;
import dev.pgtether.correlation.fact.SessionState;
import dev.pgtether.database.sql.ActivityColumn;
import dev.pgtether.database.sql.SqlFile;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same reading on every PostgreSQL that is supported. */
class SupportedVersionsTest {

  @ParameterizedTest(name = "PostgreSQL {0}")
  @ValueSource(ints = {14, 15, 16, 17, 18})
  void reads_a_client_as_the_server_reports_it(int version) throws Exception {
    // Given
    try (TestServer postgres = TestServer.start(version);
        Connection client = postgres.connect("postgres", "some client");
        Statement statement = client.createStatement();
        ServerSession session = ServerSession.open(postgres.target())) {
      int pid;
      int port;
      BigDecimal start;
      try (ResultSet row =
          statement.executeQuery(
              "select pg_backend_pid(), inet_client_port(), extract(epoch from backend_start)"
                  + " from pg_stat_activity where pid = pg_backend_pid()")) {
        row.next();
        pid = row.getInt(1);
        port = row.getInt(2);
        start = row.getBigDecimal(3);
      }

      // When
      ActivitySnapshot snapshot = session.read();
      for (int i = 0; i < 500 && snapshot.backends().getFirst().waitEvent() == null; i++) {
        Thread.sleep(10); // it answered its client just now, and is about to wait for it
        snapshot = session.read();
      }
      ActivitySnapshot again = session.read();

      // Then
      assertThat(snapshot.backends()).hasSize(1);
      Backend backend = snapshot.backends().getFirst();
      assertThat(backend.id().pid()).isEqualTo(pid);
      assertThat(backend.id().startMicros()).isEqualTo(start.movePointRight(6).longValueExact());
      assertThat(backend.kind()).isEqualTo(Backend.Kind.CLIENT);
      assertThat(backend.client()).isEqualTo(new ClientAddress.Tcp(Endpoint.of("127.0.0.1", port)));
      assertThat(backend.state()).isEqualTo(SessionState.IDLE);
      assertThat(backend.waitEvent()).isEqualTo("ClientRead");
      assertThat(backend.user()).isEqualTo("postgres");
      assertThat(backend.database()).isEqualTo("postgres");
      assertThat(backend.application()).isEqualTo("some client");
      assertThat(backend.queryStartMicros()).isLessThanOrEqualTo(backend.stateChangeMicros());
      assertThat(backend.readAtMicros()).isGreaterThanOrEqualTo(backend.stateChangeMicros());
      assertThat(snapshot.hiddenRows()).isZero();
      assertThat(snapshot.readInterval().isBefore(again.readInterval())).isTrue();
      assertThat(again.backends().getFirst().id()).isEqualTo(backend.id());
      assertThat(again.server().isSameAs(session.server())).isTrue();

      ServerInfo serverInfo = snapshot.server();
      assertThat(serverInfo.versionNumber() / 10_000).isEqualTo(version);
      assertThat(serverInfo.version()).startsWith(version + ".");
      assertThat(serverInfo.inRecovery()).isFalse();
      assertThat(serverInfo.maxConnections()).isPositive();
      assertThat(serverInfo.reservedConnections()).isEqualTo(3);
      assertThat(serverInfo.seesAllRows()).isTrue();
      assertThat(session.isNewerThanTested()).isFalse();
      assertThat(serverInfo.address()).isEqualTo(Endpoint.of("127.0.0.1", postgres.port()));
      assertThat(serverInfo.auditClient()).isNotNull();
      assertThat(serverInfo.postmasterStartMicros()).isLessThan(backend.id().startMicros());
    }
  }

  @Test
  void reads_the_columns_in_the_order_of_the_statement() throws Exception {
    // Given
    try (TestServer postgres = TestServer.start(18);
        Connection client = postgres.connect("postgres");
        PreparedStatement statement = client.prepareStatement(SqlFile.read("activity.sql"))) {

      // When
      ResultSetMetaData columns = statement.getMetaData();

      // Then
      List<String> labels = new ArrayList<>();
      for (int i = 1; i <= columns.getColumnCount(); i++) {
        labels.add(columns.getColumnLabel(i).toUpperCase(Locale.ROOT));
      }
      assertThat(labels).isEqualTo(Stream.of(ActivityColumn.values()).map(Enum::name).toList());
    }
  }
}
