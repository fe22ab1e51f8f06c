import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/* Processes of this machine, told apart by pid and start time: from /proc on Linux, from `ps` elsewhere. */

/** Which process is meant: the start time tells it from a later one with the same pid. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Opaque; equal for the same process only. */
  readonly startedAt: string;
}

/** A living process; zombies are not living. */
export interface LiveProcess extends ProcessIdentity {
  /** Process group: its leader's pid. */
  readonly group: number;
  /** Whether someone has stopped it (SIGSTOP, a debugger). */
  readonly isStopped: boolean;
  /** Processor time so far, s. */
  readonly cpuTime: number;
}

const isLinux = process.platform === 'linux';
/** USER_HZ, the unit of times in /proc; it is 100 on every architecture that Node runs on. */
const TICKS_PER_SECOND = 100;

/** Pids start anew with the machine, and so may start times counted from its boot. */
let boot: string | undefined;
function bootId(): string {
  boot ??= readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim().slice(0, 8);
  return boot;
}

/** All living processes that can be seen. */
function livingProcesses(): LiveProcess[] {
  if (!isLinux) return parsePs(ps(['-axo', PS_COLUMNS]));
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readProcess(Number(name)) ?? []);
}

/** The living process with a pid. */
export function findProcess(pid: number): LiveProcess | undefined {
  if (isLinux) return readProcess(pid);
  return parsePs(ps(['-o', PS_COLUMNS, '-p', String(pid)]))[0];
}

/** What to write down about a process to know it again. */
export function identityOf(pid: number): ProcessIdentity | undefined {
  const found = findProcess(pid);
  return found && { pid, startedAt: found.startedAt };
}

export function isAlive({ pid, startedAt }: ProcessIdentity): boolean {
  return findProcess(pid)?.startedAt === startedAt;
}

/** The living processes of a group whose leader was this one, the leader perhaps gone. */
export function livingInGroup(leader: ProcessIdentity): LiveProcess[] {
  // Asked every few ms while something ends; to read all processes costs as many ms.
  if (!isThere(-leader.pid)) return [];
  const all = livingProcesses();
  const now = all.find(({ pid }) => pid === leader.pid);
  // A pid is given to a new process only when no group has its number any more.
  if (now && now.startedAt !== leader.startedAt) return [];
  return all.filter(({ group }) => group === leader.pid);
}

/**
 * Kills a process group, whose leader may be gone already, and nothing else. Returns whether there was
 * something to kill; `livingInGroup` says when it is over.
 */
export function killGroup(leader: ProcessIdentity): boolean {
  if (livingInGroup(leader).length === 0) return false;
  return send(-leader.pid, 'SIGKILL');
}

/** Sends a signal to one process if it is still the same; returns whether it is. */
export function signal(target: ProcessIdentity, name: NodeJS.Signals): boolean {
  return isAlive(target) && send(target.pid, name);
}

/** Whether there is a process, or a group where the number is negative; zombies count. */
function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

function send(pid: number, name: NodeJS.Signals): boolean {
  try {
    process.kill(pid, name);
    return true;
  } catch {
    // It ended meanwhile.
    return false;
  }
}

/**
 * Processes in whose environment all these variables have these values, this one excepted. Only own processes
 * can be read, and no others are looked for.
 */
export function findByEnvironment(wanted: Readonly<Record<string, string>>): LiveProcess[] {
  const entries = Object.entries(wanted).map(([name, value]) => `${name}=${value}`);
  if (isLinux) {
    const pids = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
    const found = pids.filter((pid) => pid !== process.pid && hasEnvironment(pid, entries));
    return found.flatMap((pid) => readProcess(pid) ?? []);
  }
  const all = livingProcesses().filter(({ pid }) => pid !== process.pid);
  const lines = ps(['-axEwwo', 'pid=,command=']).split('\n');
  const found = new Set(
    lines
      .filter((line) => entries.every((entry) => ` ${line} `.includes(` ${entry} `)))
      .map((line) => Number.parseInt(line, 10)),
  );
  return all.filter(({ pid }) => found.has(pid));
}

/** Resident memory of the living processes of a group, B. */
export function residentMemory(leader: ProcessIdentity): number {
  const members = livingInGroup(leader);
  if (isLinux) return members.reduce((sum, { pid }) => sum + residentOf(pid), 0);
  if (members.length === 0) return 0;
  const pids = members.map(({ pid }) => pid).join();
  const sizes = ps(['-o', 'rss=', '-p', pids]).split('\n').map(Number);
  return sizes.reduce((sum, size) => sum + size * 1024, 0);
}

function residentOf(pid: number): number {
  const found = /^VmRSS:\s+(\d+) kB/m.exec(readOrNothing(`/proc/${pid}/status`));
  return found ? Number(found[1]) * 1024 : 0;
}

function hasEnvironment(pid: number, entries: readonly string[]): boolean {
  const held = new Set(readOrNothing(`/proc/${pid}/environ`).split('\0'));
  return entries.every((entry) => held.has(entry));
}

function readProcess(pid: number): LiveProcess | undefined {
  return parseStat(pid, readOrNothing(`/proc/${pid}/stat`));
}

/** A line of /proc/PID/stat; the name in brackets may hold anything, brackets and spaces too. */
export function parseStat(pid: number, text: string): LiveProcess | undefined {
  const end = text.lastIndexOf(')');
  if (end < 0) return undefined;
  const fields = text.slice(end + 2).split(' ');
  const [state, , group] = fields;
  const [user, system, start] = [fields[11], fields[12], fields[19]];
  if (!state || /[ZXx]/.test(state) || start === undefined) return undefined;
  return {
    pid,
    startedAt: `${bootId()}:${start}`,
    group: Number(group),
    isStopped: /[Tt]/.test(state),
    cpuTime: (Number(user) + Number(system)) / TICKS_PER_SECOND,
  };
}

/** Columns of `ps` that macOS, BSD and Linux all know; the start last, for it has spaces. */
const PS_COLUMNS = 'pid=,pgid=,state=,time=,lstart=';

function ps(args: readonly string[]): string {
  try {
    const options = { encoding: 'utf8', maxBuffer: 1 << 26, stdio: 'pipe' } as const;
    return execFileSync('ps', args, options);
  } catch {
    // It exits with 1 when no process fits.
    return '';
  }
}

/** What `ps` prints of `PS_COLUMNS`. */
export function parsePs(text: string): LiveProcess[] {
  return text.split('\n').flatMap((line) => {
    const found = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+([\d:.-]+)\s+(.*\S)\s*$/.exec(line);
    if (!found) return [];
    const [, pid, group, state, time, start] = found;
    if (state!.startsWith('Z')) return [];
    const isStopped = state!.startsWith('T');
    const cpuTime = secondsOf(time!);
    return [{ pid: Number(pid), group: Number(group), isStopped, cpuTime, startedAt: start! }];
  });
}

/** `[days-][hours:]minutes:seconds`, in s. */
function secondsOf(time: string): number {
  const [days, rest] = time.includes('-') ? time.split('-') : ['0', time];
  return Number(days) * 86_400 + rest!.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
}

/** A process may end between two reads. */
function readOrNothing(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
