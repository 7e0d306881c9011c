package dev.pgtether.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.database.failure.DatabaseFailure;
import dev.pgtether.database.failure.DatabaseFailure.Problem;
import dev.pgtether.database.sql.ActivityReader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A server whose activity says that it has thousands of backends, each with names of full length.
 */
class ManyBackendsTest {

  private static TestServer postgres;

  @BeforeAll
  static void start() {
    postgres = TestServer.start(18);
    postgres.execute(
        "create function real_activity(integer) returns setof record language internal"
            + " as 'pg_stat_get_activity'",
        "create table backends (count int4 not null)",
        "insert into backends values (0)");
    postgres.execute(
        """
        do $$
        declare
          signature text := (
            select string_agg(format('%s %I %s', case m when 'i' then 'in' else 'out' end, n, format_type(t, null)), ', ' order by o)
            from pg_proc, unnest(proallargtypes, proargmodes, proargnames) with ordinality as a (t, m, n, o)
            where oid = 'pg_stat_get_activity'::regproc);
          columns text := (
            select string_agg(format('%I %s', n, format_type(t, null)), ', ' order by o)
            from pg_proc, unnest(proallargtypes, proargmodes, proargnames) with ordinality as a (t, m, n, o)
            where oid = 'pg_stat_get_activity'::regproc and m = 'o');
          others text := (
            select string_agg(case n when 'pid' then 'pid + 10000 * i' when 'application_name' then 'repeat(''a'', 63)' else format('%I', n) end, ', ' order by o)
            from pg_proc, unnest(proallargtypes, proargmodes, proargnames) with ordinality as a (t, m, n, o)
            where oid = 'pg_stat_get_activity'::regproc and m = 'o');
        begin
          execute format(
            'create or replace function pg_catalog.pg_stat_get_activity(%s) returns setof record language sql stable as $f$
             select * from public.real_activity($1) as r (%s)
             union all
             select %s from public.real_activity(pg_backend_pid()) as r (%s), public.backends, generate_series(1, count) as i
             where $1 is null $f$', signature, columns, others, columns);
        end $$
        """);
  }

  @AfterAll
  static void stop() {
    postgres.close();
  }

  private static void set(int backends) {
    postgres.execute("update backends set count = " + backends);
  }

  @Test
  void reads_twenty_five_thousand_backends() {
    // Given
    set(25_000);

    // When
    try (ServerSession session = ServerSession.open(postgres.target())) {

      // Then
      assertThat(session.read().backends().size()).isEqualTo(25_000);
      assertThat(session.read().backends().size()).isEqualTo(25_000);
    }
  }

  @Test
  void refuses_more_backends_than_any_server_has() {
    // Given
    set(ActivityReader.MAX_ROWS + 100);

    // When
    try (ServerSession session = ServerSession.open(postgres.target())) {

      // Then
      DatabaseFailure failure = FailureAssertions.ofReading(session, postgres.target());
      assertThat(failure.problem()).isEqualTo(Problem.BAD_ANSWER);
      assertThat(failure).hasMessageContaining("more than 30000 rows");
    }
  }
}
