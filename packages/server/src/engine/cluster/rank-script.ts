/*
 * What starts each rank on its node: POSIX sh, for nodes have no Node. Dash, bash and busybox run it.
 *
 * Its arguments: the mailbox of the attempt; the name of the job in it, UNIT-COMMAND; the token of the mailbox;
 * seconds between two looks at orders; whether the rank hears of its members; whether a SIGTERM that comes for
 * this script is meant for the rank too.
 */

/** Exit codes of the script itself; any other is its program's. */
export const SCRIPT_EXITS = {
  /** The folder is not the one that the control plane sees, or has no seat for this task. */
  notShared: 78,
  /** This rank was started before, or must not be any more. */
  tooLate: 79,
} as const;

/** How shells leave with a program that cannot be started. */
export const NOT_STARTED_EXITS: readonly (number | undefined)[] = [126, 127];

export const RANK_SCRIPT = `#!/bin/sh
# Starts one rank of a run and waits for it. Written by Gigafactory; see docs/engines.md.
box=$1 job=$2 token=$3 pause=$4 hears=$5 forwards=$6
command=\${job##*-}
setsid=$(command -v setsid)

fail() {
  code=$1
  shift
  printf 'gigafactory: %s\\n' "$*" >&2
  exit "$code"
}

# Without it nothing here can be trusted: this node would read old orders and tell nobody how its rank ends.
known=
{ read -r known <"$box/token"; } 2>/dev/null
[ "$known" = "$token" ] ||
  fail ${SCRIPT_EXITS.notShared} "$box on $GIGAFACTORY_SEAT_NODE is not the folder that the control plane sees"

seat=
while read -r node index rank replica place; do
  if [ "$node" = "$GIGAFACTORY_SEAT_NODE" ] && [ "$index" = "$GIGAFACTORY_SEAT_INDEX" ]; then
    seat=$rank
    break
  fi
done <"$box/$job.seats"
[ -n "$seat" ] ||
  fail ${SCRIPT_EXITS.notShared} "no rank has seat $GIGAFACTORY_SEAT_INDEX of $GIGAFACTORY_SEAT_NODE"

look() {
  saves= ends= looks=0
  [ -e "$box/$job.orders" ] || return 1
  while read -r order; do
    case $order in
    save) saves=yes ;;
    end) ends=yes ;;
    look) looks=$((looks + 1)) ;;
    esac
  done <"$box/$job.orders"
}

finish() {
  tries=0
  until printf '%s\\n' "$1" >"$box/ends/.$rank.$command" &&
    mv "$box/ends/.$rank.$command" "$box/ends/$rank.$command"; do
    tries=$((tries + 1))
    [ "$tries" -lt 10 ] || break
    sleep 1
  done
  exit "$2"
}

# A folder is made by one alone: whatever starts this twice, the rank runs once.
look
[ -z "$ends" ] || fail ${SCRIPT_EXITS.tooLate} "rank $rank was ordered to end before it began"
mkdir "$box/starts/$rank.$command" ||
  fail ${SCRIPT_EXITS.tooLate} "rank $rank was started before"

input=/dev/null
if [ "$hears" = yes ]; then
  nest=\${TMPDIR:-/tmp}/gigafactory-$$-$rank-$command
  input=$nest/members
  { mkdir -m 700 "$nest" && mkfifo -m 600 "$input"; } 2>>"$box/out/$rank.$command.err" ||
    finish 126 126
fi

(
  RANK=$rank LOCAL_RANK=$index NODE_RANK=$place GIGAFACTORY_NODE=$node GIGAFACTORY_REPLICA=$replica
  export RANK LOCAL_RANK NODE_RANK GIGAFACTORY_NODE GIGAFACTORY_REPLICA
  unset GIGAFACTORY_SEAT_NODE GIGAFACTORY_SEAT_INDEX
  . "$box/$job.environment"
  exec $setsid "$@"
) <"$input" >>"$box/out/$rank.$command.out" 2>>"$box/out/$rank.$command.err" &
program=$!

kill_all() {
  [ -z "$setsid" ] || kill -9 "-$program" 2>/dev/null
  kill -9 "$program" 2>/dev/null
}

# What the program and its children have computed, in ticks, and whether someone stopped one of them. Where there is no
# /proc nothing is said.
tell_use() {
  ticks=0 stopped=no found=
  for stat in /proc/[0-9]*/stat; do
    line=
    { read -r line <"$stat"; } 2>/dev/null
    # The name of a process, in brackets, may have any character.
    set -- \${line##*) }
    { [ "\${3-}" = "$program" ] || [ "\${stat%/stat}" = "/proc/$program" ]; } || continue
    case $1 in Z | X) continue ;; T | t) stopped=yes ;; esac
    found=yes ticks=$((ticks + \${12} + \${13}))
  done
  [ -z "$found" ] || printf '%s %s %s\n' "$looks" "$ticks" "$stopped" >>"$box/uses/$rank.$command"
}

tell_members() {
  lines=0
  while read -r line; do
    lines=$((lines + 1))
    [ "$lines" -le "$told" ] || printf '%s\\n' "$line" >&3
  done <"$box/$job.members"
  [ "$lines" -le "$told" ] || told=$lines
}

follow() {
  trap '' PIPE
  told=0 saved= missing=0 looked=0
  if [ "$hears" = yes ]; then
    exec 3>"$input"
    rm -rf "$nest"
  fi
  while :; do
    # A script that was killed alone would leave its rank to nobody.
    if ! kill -0 "$$" 2>/dev/null; then
      kill_all
      finish 137 137
    fi
    # A mailbox is removed once its attempt is over; a folder that is away comes back.
    if look; then missing=0; else missing=$((missing + 1)); fi
    if [ -n "$ends" ] || [ "$missing" -gt 120 ]; then kill_all; fi
    if [ -n "$saves" ] && [ -z "$saved" ]; then
      saved=yes
      kill -TERM "$program"
    fi
    if [ "$looks" -gt "$looked" ]; then
      looked=$looks
      tell_use
    fi
    [ "$hears" != yes ] || tell_members
    sleep "$pause"
  done
}
follow </dev/null >/dev/null 2>&1 &
follower=$!

on_term() {
  interrupted=yes
  [ "$forwards" != yes ] || kill -TERM "$program"
}
trap on_term TERM
while :; do
  interrupted=
  wait "$program"
  code=$?
  [ -n "$interrupted" ] && kill -0 "$program" 2>/dev/null || break
done
kill_all
# Bash says of what it kills that it was killed.
{
  kill -9 "$follower"
  wait "$follower"
} 2>/dev/null

look 2>/dev/null
case $code in
75 | 143) [ -z "$saves" ] || finish "$code" 0 ;;
esac
finish "$code" "$code"
`;
