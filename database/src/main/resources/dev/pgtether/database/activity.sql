-- One reading of the activity, PostgreSQL 14 to 18 (the columns named here are the same in all of them).
-- The function, not the view: the view joins pg_authid and pg_database, and waits behind a lock on either.
-- The text of queries is never asked for. Times are microseconds: extract() is numeric since 14, so nothing is rounded.
select
  a.pid,
  (extract(epoch from a.backend_start) * 1000000)::int8 as backend_start,
  a.backend_type,
  a.usesysid::int8 as role,
  a.datid::int8 as database,
  host(a.client_addr) as client_addr,
  a.client_port,
  a.state,
  (extract(epoch from a.state_change) * 1000000)::int8 as state_change,
  (extract(epoch from a.query_start) * 1000000)::int8 as query_start,
  a.wait_event,
  a.application_name,
  (extract(epoch from clock_timestamp()) * 1000000)::int8 as read_at,
  -- Who answered, with the row of the audit's own backend: every reading proves anew which server it is from.
  case when a.pid = pg_backend_pid()
    then (extract(epoch from pg_postmaster_start_time()) * 1000000)::int8 end as postmaster_start,
  case when a.pid = pg_backend_pid() then pg_is_in_recovery() end as in_recovery
from pg_stat_get_activity(null) as a
where a.backend_type is null
  or a.backend_type in ('client backend', 'walsender')
  or a.pid = pg_backend_pid()
limit ?
