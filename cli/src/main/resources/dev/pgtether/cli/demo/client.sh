# A client of PostgreSQL that is nothing but bash: it connects, sends its queries, and stays.
# Arguments: the name it goes by, seconds that it lives at most, host, port, and queries (or the
# words fork and read).
# The server trusts it. Names and queries hold no % and no \: they become printf formats.
# It ends with whoever started it: when its standard input closes.
LC_ALL=C
name=$1 life=$2 host=$3 port=$4
shift 4

printf %s "$name" >"/proc/$$/comm"
# what runs in the background gets /dev/null for its standard input
exec 4<&0
exec 3<>"/dev/tcp/$host/$port" || exit 1

# message TYPE BODY: length and body as in PostgreSQL's protocol 3.0; a startup packet has no type
message() {
  local plain length
  printf -v plain "${2//\\x00/.}"
  printf -v length %08x $((4 + ${#plain}))
  printf "$1\\x${length:0:2}\\x${length:2:2}\\x${length:4:2}\\x${length:6:2}$2" >&3
}

message '' "\\x00\\x03\\x00\\x00user\\x00postgres\\x00database\\x00postgres\\x00application_name\\x00$name\\x00\\x00"
for query; do
  case $query in
    fork)
      # the same socket in a second process; waits for the same end of input
      (
        printf %s "$name-2" >"/proc/$BASHPID/comm"
        read -r -t "$life" end <&4
      ) &
      echo $!
      ;;
    read)
      # takes what has come so far: a process that is killed with unread data resets its connection,
      # one without closes it
      read -r -t 0.3 -N 65536 junk <&3
      ;;
    *) message Q "$query\\x00" ;;
  esac
done
echo ready
read -r -t "$life" end
