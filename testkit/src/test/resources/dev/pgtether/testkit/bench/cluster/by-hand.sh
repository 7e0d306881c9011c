# Which pod and which process holds each backend, as a person finds out without pgtether: the sockets
# of every pod, eight pods at a time, joined with the server's rows on the client's address and port.
# Environment: KUBECONFIG, NAMESPACE, and libpq's variables. Writes a line for each backend.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
kubectl get pods --namespace "$NAMESPACE" --output 'jsonpath={range .items[*]}{.metadata.name}{"\n"}{end}' >"$folder/pods"
xargs -P 8 -I '{}' sh -c \
  'kubectl exec --namespace "$NAMESPACE" "$0" --container main -- ss -Htnp dport = :5432 | sed "s/^/$0 /" >"$1/$0.sockets"' \
  '{}' "$folder" <"$folder/pods"
psql --no-psqlrc --tuples-only --no-align --field-separator ' ' --command \
  "select host(client_addr) || ':' || client_port, pid from pg_stat_activity where client_port > 0" >"$folder/backends"
# a Java client's socket shows IPv4-mapped addresses
cat "$folder"/*.sockets | sed 's/\[::ffff:\([0-9.]*\)\]/\1/g' |
  awk 'NR == FNR { pid[$1] = $2; next } $5 in pid { print pid[$5], $5, $1, $7 }' "$folder/backends" -
