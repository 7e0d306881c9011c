# The first process of a new node, already in namespaces of its own: makes the place a node's, then
# becomes the program that holds it. Arguments: the node's folder, its name, that program.
folder=$1 name=$2 holder=$3

# Copies of other people's network namespaces would keep those alive.
umount --recursive --lazy /run/netns 2>/dev/null || :
mount -t tmpfs -o mode=755 tmpfs /run

# What a node writes under /var is its own.
for place in lib log; do
  mkdir -p "$folder/var/$place"
  mount --bind "$folder/var/$place" "/var/$place"
done

# A kubelet sets these for the whole machine, unless they already are what it wants: here they seem so.
pretend() {
  place=$folder/sys/$1
  mkdir -p "${place%/*}"
  echo "$2" >"$place"
  mount --bind "$place" "/proc/sys/$1"
}
pretend vm/overcommit_memory 1
pretend vm/panic_on_oom 0
pretend kernel/panic 10
pretend kernel/panic_on_oops 1
pretend kernel/keys/root_maxkeys 1000000
pretend kernel/keys/root_maxbytes 25000000

# Pods may ask that what is mounted later shows up in them.
mount --make-rshared /

hostname "$name"
ip link set lo up
echo 1 >/proc/sys/net/ipv4/ip_forward

exec "$holder"
