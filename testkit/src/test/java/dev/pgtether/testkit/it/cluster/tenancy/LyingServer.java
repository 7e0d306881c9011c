package dev.pgtether.testkit.it.cluster.tenancy;

import dev.pgtether.testkit.postgres.PostgresServer;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL whose owner lies: it lists sessions that it does not have, and says that it
 * stands at another server's address. Any superuser can do that to the functions that an audit
 * asks.
 */
record LyingServer(PostgresServer server) implements AutoCloseable {
  private static final String LIES =
      """
      create table claims (address inet, port int, since timestamptz);
      create table place (address inet, port int);
      alter function pg_catalog.pg_stat_get_activity(int) rename to honest_activity;
      create function pg_catalog.pg_stat_get_activity(wanted int)
      returns table (
        pid int, backend_start timestamptz, backend_type text, usesysid oid, datid oid, client_addr inet,
        client_port int, state text, state_change timestamptz, query_start timestamptz, wait_event text,
        application_name text)
      language sql as $$
        select
          pid, backend_start, backend_type, usesysid, datid, client_addr, client_port, state, state_change,
          query_start, wait_event, application_name
        from pg_catalog.honest_activity(wanted)
        union all
        select
          (1000000 + row_number() over (order by address, port))::int, since, 'client backend', 10, 5, address, port,
          'idle', since, since, 'ClientRead', 'claimed'
        from public.claims
        where wanted is null
      $$;
      alter function pg_catalog.inet_server_addr() rename to honest_server_addr;
      create function pg_catalog.inet_server_addr() returns inet language sql as $$
        select coalesce((select address from public.place), pg_catalog.honest_server_addr())
      $$;
      alter function pg_catalog.inet_server_port() rename to honest_server_port;
      create function pg_catalog.inet_server_port() returns int language sql as $$
        select coalesce((select port from public.place), pg_catalog.honest_server_port())
      $$""";

  static LyingServer start(String address) {
    LyingServer lying =
        new LyingServer(
            PostgresServer.ofMajor(18)
                .listeningOn(address)
                .withSetting("allow_system_table_mods = on")
                .requiringPasswords()
                .start());
    lying.server.query(LIES);
    return lying;
  }

  int port() {
    return server.port();
  }

  /** Says that it is the server that listens there; an audit that begins anew believes it. */
  void standsAt(String address, int port) {
    server.query("delete from place; insert into place values ('%s', %d)".formatted(address, port));
  }

  /** Lists another server's sessions as its own. */
  void copies(PostgresServer other) {
    for (List<@Nullable String> row :
        other.query(
            "select host(client_addr), client_port, backend_start from pg_stat_activity where client_port > 0")) {
      claims(
          Objects.requireNonNull(row.get(0)),
          Integer.parseInt(Objects.requireNonNull(row.get(1))),
          Objects.requireNonNull(row.get(2)));
    }
  }

  /** Lists a session of now. */
  void claims(String address, int port) {
    claims(address, port, server.queryValue("select clock_timestamp()"));
  }

  private void claims(String address, int port, String since) {
    server.query("insert into claims values ('%s', %d, '%s')".formatted(address, port, since));
  }

  @Override
  public void close() {
    server.close();
  }
}
