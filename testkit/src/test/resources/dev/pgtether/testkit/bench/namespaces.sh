# Makes network namespaces $1-1, $1-2 … with an address of their own each, says "ready", and deletes them when its
# standard input ends. They have names, unlike other namespaces of the testkit, because `ss -N` takes nothing else.
trap '' INT HUP
prefix=$1
count=$2

remove() {
  i=1
  while [ "$i" -le "$count" ]; do
    ip netns delete "$prefix-$i" 2>/dev/null
    i=$((i + 1))
  done
}
trap remove EXIT
trap 'exit 1' TERM

i=1
while [ "$i" -le "$count" ]; do
  ip netns add "$prefix-$i" || exit 1
  ip -n "$prefix-$i" link set lo up || exit 1
  ip -n "$prefix-$i" address add "10.78.$i.1/24" dev lo || exit 1
  i=$((i + 1))
done
echo ready
while read -r _; do :; done
