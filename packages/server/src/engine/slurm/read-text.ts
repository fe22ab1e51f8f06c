import { expandHostlist } from './hostlist.ts';
import { countGpus, type JobRow, type NodeRow, type PartitionRow } from './rows.ts';

/* Text of the commands, the same in Slurm 22.05 and 24.11. Times are asked for as seconds (SLURM_TIME_FORMAT=%s). */

/**
 * Columns of `squeue --Format`, each closed by a bar, which neither names nor states can hold; the last may, and
 * is closed by a bar and a dot.
 */
export const JOB_COLUMNS =
  'ArrayJobID:|,Name:|,State:|,SubmitTime:|,EndTime:|,RestartCnt:|,exit_code:|,NodeList:|,Reason:|.';

/**
 * Columns of `sinfo --Format`. Only StateComplete has all flags: "drained" hides that a node is down as well. Nodes
 * that are alike share a row; a row for each (`--Node`) takes `sinfo` 2.3 s of CPU for 12,500 nodes, and this 0.1 s.
 */
export const NODE_COLUMNS = 'NodeList:|,StateComplete:|,UserLong:|,Timestamp:|,Gres:|,Reason:|.';

/** What `squeue --noheader --Format=JOB_COLUMNS` prints. */
export function readJobsText(text: string): readonly JobRow[] {
  return rowsOf(text, 9).map((cells) => {
    const [id, name, state, submitted, ended, restarts, exit, nodes, reason] = cells;
    return {
      id: id!,
      name: name!,
      states: [state!],
      reason: reason!,
      submitted: Number(submitted),
      ended: secondsOf(ended!),
      restarts: Number(restarts),
      ...readExit(exit!),
      nodes: nodes!,
    };
  });
}

/** What `sinfo --noheader --Format=NODE_COLUMNS` prints. */
export function readNodesText(text: string): readonly NodeRow[] {
  return rowsOf(text, 6).flatMap(([list, states, user, at, gres, reason]) => {
    const alike = {
      states: states!.toUpperCase().split('+'),
      reason: reason === 'none' ? '' : reason!,
      reasonBy: user === 'Unknown' ? undefined : user!.replace(/\(\d+\)$/, ''),
      reasonAt: secondsOf(at!),
      gpus: countGpus(gres!),
    };
    return expandHostlist(list!).map((name) => ({ name, ...alike }));
  });
}

/** Nodes in Slurm's order and where they are reached, of what `scontrol --oneliner show node` prints. */
export function readAddressesText(text: string): ReadonlyMap<string, string> {
  const lines = text.split('\n').flatMap((line) => {
    const name = /^NodeName=(\S+)/.exec(line)?.[1];
    const address = /\bNodeAddr=(\S+)/.exec(line)?.[1];
    return name === undefined ? [] : [[name, address ?? name] as const];
  });
  return new Map(lines);
}

/** What `scontrol --oneliner show partition NAME` prints. */
export function readPartitionText(text: string): PartitionRow | undefined {
  const fields = new Map(
    text.split(/\s+/).flatMap((field) => {
      const at = field.indexOf('=');
      return at < 0 ? [] : [[field.slice(0, at), field.slice(at + 1)] as const];
    }),
  );
  const name = fields.get('PartitionName');
  if (name === undefined) return undefined;
  const allowed = fields.get('AllowAccounts') ?? 'ALL';
  return {
    name,
    state: fields.get('State') ?? 'UNKNOWN',
    maxTime: minutesOf(fields.get('MaxTime') ?? 'UNLIMITED'),
    accounts: allowed === 'ALL' ? undefined : allowed.split(','),
    deniedAccounts: fields.get('DenyAccounts')?.split(',') ?? [],
  };
}

/** Cells of each row; a reason may hold bars and line ends. */
function rowsOf(text: string, columns: number): readonly (readonly string[])[] {
  return text.split('|.\n').flatMap((line) => {
    const cells = line.trim().split('|');
    if (cells.length < columns) return [];
    return [[...cells.slice(0, columns - 1), cells.slice(columns - 1).join('|')]];
  });
}

/** `143:0` is exit code and signal; 22.05 prints the status of wait(2) instead. */
function readExit(text: string): Pick<JobRow, 'exitCode' | 'signal'> {
  const [code = 0, signal] = text.split(':').map(Number);
  if (signal !== undefined) return { exitCode: code, signal };
  return { exitCode: (code >> 8) & 0xff, signal: code & 0x7f };
}

/** A time as seconds; `N/A`, `NONE` and `Unknown` are none. */
function secondsOf(text: string): number | undefined {
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

/** `[days-]hours:minutes:seconds` in min. */
function minutesOf(text: string): number | undefined {
  const found = /^(?:(\d+)-)?(\d+):(\d+):(\d+)$/.exec(text);
  if (!found) return undefined;
  const [, days = 0, hours, minutes] = found;
  return Number(days) * 1_440 + Number(hours) * 60 + Number(minutes);
}
