-- The server as it describes itself, PostgreSQL 14 to 18 (reserved_connections exists since 16).
select
  a.pid,
  (extract(epoch from a.backend_start) * 1000000)::int8 as backend_start,
  (extract(epoch from pg_postmaster_start_time()) * 1000000)::int8 as postmaster_start,
  pg_is_in_recovery() as in_recovery,
  current_setting('server_version') as version,
  current_setting('server_version_num')::int4 as version_number,
  current_setting('max_connections')::int4 as max_connections,
  current_setting('superuser_reserved_connections')::int4
    + coalesce(current_setting('reserved_connections', true), '0')::int4 as reserved_connections,
  current_setting('ssl')::bool as offers_tls,
  extract(epoch from current_setting('authentication_timeout')::interval)::int8 as admission_seconds,
  host(inet_client_addr()) as client_address,
  inet_client_port() as client_port,
  host(inet_server_addr()) as server_address,
  inet_server_port() as server_port,
  -- True for a superuser too; the right is looked up as the activity function itself looks it up.
  pg_has_role(current_user, 'pg_read_all_stats', 'usage') as sees_all_rows
from pg_stat_get_activity(pg_backend_pid()) as a
