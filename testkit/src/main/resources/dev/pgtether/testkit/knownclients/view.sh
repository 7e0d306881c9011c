# What a container sees of its own connections: its processes' sockets, then the kernel's table.
# Processes of other containers, which a shared process namespace shows, have another mount namespace.
own=$(readlink /proc/self/ns/mnt)
for process in /proc/[0-9]*; do
  [ "$(readlink "$process/ns/mnt" 2>/dev/null)" = "$own" ] || continue
  ls -l "$process/fd" 2>/dev/null | sed -n "s|.*socket:\[\([0-9]*\)\]$|holds ${process#/proc/} \1|p"
done
awk '$4 == "01" { print "socket", $10, $2, $3 }' /proc/net/tcp /proc/net/tcp6
