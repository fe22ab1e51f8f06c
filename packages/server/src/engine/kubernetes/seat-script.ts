/**
 * What the one container of a pod runs, in POSIX sh: `tasks` times the script of the job, one that fails ends all.
 * The first process of a container takes everything with it when it ends, so ending is all that is to be done.
 */

/** The shared folder is not there, or is another one. */
export const NOT_SHARED = 78;

/** The Job was started a second time, which no Job of ours may be. */
export const SECOND_START = 79;

/** Variables of the container, besides those of the port. */
export const TASKS = 'GIGAFACTORY_SEAT_TASKS';
export const OUTPUT = 'GIGAFACTORY_SEAT_OUTPUT';
export const INDICES = 'GIGAFACTORY_ARRAY_INDICES';

/** $1 is the script, the rest are its arguments. */
const BEGIN = `
trap 'exit 143' TERM INT
script=$1
shift
if ! [ -r "$script" ]; then
  echo "node $GIGAFACTORY_SEAT_NODE: cannot read $script: the shared folder is not mounted here, or is another one" >&2
  exit ${NOT_SHARED}
fi
`;

export const GANG_SCRIPT = `${BEGIN}
begun=$${OUTPUT}-$GIGAFACTORY_SEAT_NODE.begun
if ! mkdir "$begun"; then
  echo "node $GIGAFACTORY_SEAT_NODE: $begun is there: this job was started before, or cannot write there" >&2
  [ -d "$begun" ] && exit ${SECOND_START}
  exit ${NOT_SHARED}
fi
exec >>"$${OUTPUT}-$GIGAFACTORY_SEAT_NODE.log" 2>&1
ends=$(mktemp -d) || exit 1
mkfifo "$ends/fifo" || exit 1
exec 3<>"$ends/fifo"
rm -r "$ends"
index=0
while [ "$index" -lt "$${TASKS}" ]; do
  (
    trap - TERM INT
    GIGAFACTORY_SEAT_INDEX=$index
    export GIGAFACTORY_SEAT_INDEX
    /bin/sh "$script" "$@" 3>&-
    echo "$?" >&3
  ) &
  index=$((index + 1))
done
left=$${TASKS}
while [ "$left" -gt 0 ]; do
  read -r code <&3 || continue
  [ "$code" = 0 ] || exit "$code"
  left=$((left - 1))
done
`;

export const ARRAY_SCRIPT = `${BEGIN}
own_index() { shift "$JOB_COMPLETION_INDEX"; GIGAFACTORY_ARRAY_INDEX=$1; }
own_index $${INDICES}
export GIGAFACTORY_ARRAY_INDEX
/bin/sh "$script" "$@" >>"$${OUTPUT}-$GIGAFACTORY_ARRAY_INDEX.log" 2>&1 &
wait "$!"
exit "$?"
`;
