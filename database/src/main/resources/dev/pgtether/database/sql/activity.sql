-- One reading of the activity, PostgreSQL 14 to 18 (the columns named here are the same in all of them).
-- The function, not the view: the view joins pg_authid and pg_database, and waits behind a lock on either.
-- The text of queries is never asked for.
-- Times and addresses come as PostgreSQL sends them in binary, exact and without the cost of numeric and text:
-- timestamptz_send gives 8 bytes, microseconds since 2000-01-01; inet_send gives 4 bytes of header and the address.
select
  a.pid,
  timestamptz_send(a.backend_start) as backend_start,
  a.backend_type,
  a.usesysid::int8 as role,
  a.datid::int8 as database,
  inet_send(a.client_addr) as client_address,
  a.client_port,
  a.state,
  timestamptz_send(a.state_change) as state_change,
  timestamptz_send(a.query_start) as query_start,
  a.wait_event,
  a.application_name,
  timestamptz_send(clock_timestamp()) as read_at,
  -- Who answered, with the row of the audit's own backend: every reading proves anew which server it is from.
  case when a.pid = pg_backend_pid() then timestamptz_send(pg_postmaster_start_time()) end as postmaster_start,
  case when a.pid = pg_backend_pid() then pg_is_in_recovery() end as in_recovery,
  -- How it lets clients in may change at any reload.
  case when a.pid = pg_backend_pid() then current_setting('ssl')::bool end as offers_tls,
  case when a.pid = pg_backend_pid()
    then extract(epoch from current_setting('authentication_timeout')::interval)::int8 end as admission_seconds
from pg_stat_get_activity(null) as a
where a.backend_type is null
  or a.backend_type in ('client backend', 'walsender')
  or a.pid = pg_backend_pid()
limit ?
