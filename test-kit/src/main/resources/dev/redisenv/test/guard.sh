# Ends the servers of one JVM when that JVM is gone, however it went.
# $1 directory that holds everything the JVM's servers keep
# Reads "+ pid" and "- pid" from standard input; its end is the end of the JVM.
trap '' INT TERM HUP
root=$1
pids=' '

# Only a process that names our directory is ours: its number may belong to another by now.
command_of() {
	if [ -r "/proc/$1/cmdline" ]; then
		tr '\0' ' ' <"/proc/$1/cmdline"
	else
		ps -o args= -p "$1"
	fi
}

while read -r what pid; do
	case $pids in
		*" $pid "*) pids="${pids%% $pid *} ${pids#* $pid }" ;;
	esac
	[ "$what" = - ] || pids="$pids$pid "
done

for pid in $pids; do
	case $(command_of "$pid") in
		*"$root"*) kill -9 "$pid" ;;
	esac
done
rm -rf "$root" || { sleep 1; rm -rf "$root"; }
