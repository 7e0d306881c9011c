# Starts and stops one postmaster on orders from standard input. When that ends, however whoever
# gave the orders has ended, the server is stopped and its folder removed.
# Arguments: the folder, then the server's command.
base=$1
shift
postmaster=
# Ctrl-C reaches the whole group: the pipe's end is what counts.
trap : INT TERM HUP

end() {
  # Only while it is a child of ours: its id may have gone to somebody else.
  parent=$(sed -n 's/^PPid:[[:space:]]*//p' "/proc/$postmaster/status" 2>/dev/null)
  [ "$parent" = $$ ] && kill "-$1" "$postmaster" 2>/dev/null
  [ -n "$postmaster" ] && wait "$postmaster" 2>/dev/null
}

while read -r order; do
  case $order in
    start)
      "$@" </dev/null >>"$base/server.log" 2>&1 &
      postmaster=$!
      echo "$postmaster"
      ;;
    stop) end INT && echo ended || echo ended ;;
    kill) end KILL && echo ended || echo ended ;;
  esac
done
end QUIT
rm -rf "$base"
