# Clients of one PostgreSQL in a container, of the kinds that the arguments name. Each says in its
# application_name who it is: pod/container/pid/kind, or pod/container/pid+pid/shared.
# The environment names the pod, the container, and as libpq's variables the server.
# Kubernetes rewrites two dollars to one, so a shell reads its own pid, which becomes the client's.
name=$POD/$CONTAINER
java='java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx32m -XX:-UsePerfData'
for kind in "$@"; do
  case $kind in
    psql)
      sleep 1d | sh -c 'read -r pid rest </proc/self/stat; PGAPPNAME="$0/$pid/psql" exec psql -X -q' "$name" &
      ;;
    pgbench)
      echo 'select pg_sleep(0.05);' >/tmp/pgbench.sql
      sh -c 'read -r pid rest </proc/self/stat; PGAPPNAME="$0/$pid/pgbench" exec pgbench -n -f /tmp/pgbench.sql -c 3 -T 86400' "$name" &
      ;;
    churn)
      echo 'select pg_sleep(0.05);' >/tmp/churn.sql
      sh -c 'read -r pid rest </proc/self/stat; PGAPPNAME="$0/$pid/churn" exec pgbench -n -C -f /tmp/churn.sql -c 2 -T 86400' "$name" &
      ;;
    pool)
      sleep 1d | $java -cp '/usr/lib/client:/usr/lib/client/*' dev.pgtether.testkit.client.PoolProgram \
        "jdbc:postgresql://$PGHOST:$PGPORT/$PGDATABASE" "$PGUSER" "$PGPASSWORD" 4 "${POOL_PAUSE:--1}" "$name/" &
      ;;
    shared)
      sleep 1d | bash -c "$SHARE" share "$PGHOST" "$PGPORT" "$PGUSER" "$PGDATABASE" "$name/" &
      ;;
  esac
done
wait
