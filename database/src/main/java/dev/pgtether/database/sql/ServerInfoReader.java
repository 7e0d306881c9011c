package dev.pgtether.database.sql;

import dev.pgtether.correlation.fact.BackendId;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.ServerInfo;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads who the server is, once a connection. */
public final class ServerInfoReader {

  private ServerInfoReader() {}

  public static ServerInfo read(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(SqlFile.read("server.sql"))) {
      if (!row.next()) {
        throw new SQLException("the server does not list the audit's own session");
      }
      return new ServerInfo(
          String.valueOf(row.getString("version")),
          row.getInt("version_number"),
          row.getLong("postmaster_start"),
          row.getBoolean("in_recovery"),
          row.getInt("max_connections"),
          row.getInt("reserved_connections"),
          new BackendId(row.getInt("pid"), row.getLong("backend_start")),
          endpoint(row.getString("client_address"), row.getInt("client_port")),
          endpoint(row.getString("server_address"), row.getInt("server_port")),
          row.getBoolean("sees_all_rows"),
          new ServerInfo.AuthenticationSettings(
              row.getBoolean("offers_tls"), Duration.ofSeconds(row.getLong("admission_seconds"))));
    }
  }

  private static @Nullable Endpoint endpoint(@Nullable String address, int port) {
    return address == null ? null : Endpoint.of(address, port);
  }
}
