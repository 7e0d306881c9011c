# Runs a command as the client pid-<its own pid>, and says that pid first.
# Arguments: what follows the pid in the name, then the command.
suffix=$1
shift
# The host's /proc tells the host's pid, also in a child PID namespace; and the shell opens the file
# itself, so "self" is the shell, which becomes the command.
read -r pid rest </proc/self/stat
echo "$pid"
PGAPPNAME="pid-$pid$suffix" exec "$@"
