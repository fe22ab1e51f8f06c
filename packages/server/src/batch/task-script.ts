/**
 * The script of every task, for /bin/sh: calls this program as it is called here or, where that is not there (in
 * an image), the one on the PATH. A wrong version answers nothing, see `programIdentity`. Its argument is the
 * folder of the array; what goes wrong before the program starts is written down as the program would.
 */
export function taskScript(command: readonly string[]): string {
  const [program, ...words] = command;
  const files = [program!, ...words.filter((word) => word.startsWith('/'))];
  const isThere = files.map((file) => `[ -r ${quote(file)} ]`).join(' && ');
  return `#!/bin/sh
if ${isThere}; then
  exec ${command.map(quote).join(' ')} "$1"
fi
if command -v gigafactory >/dev/null 2>&1; then
  exec gigafactory parts "$1"
fi
program=${quote(files.at(-1)!)}
why="on \${GIGAFACTORY_SEAT_NODE:-$(uname -n)}: neither $program nor gigafactory on the PATH is there"
echo "$why" >&2
echo "$why" > "$1/trouble-$GIGAFACTORY_ARRAY_INDEX"
exit 127
`;
}

function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
