import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { failed, ok, type Result } from '@gigafactory/core/base';

/** Where everything stands that a control plane keeps; only its owner can read it. */
export interface StateFolder {
  readonly home: string;
  /** The Unix socket of the control plane. */
  readonly socket: string;
  /** Who holds the folder. */
  readonly lock: string;
  readonly log: string;
  /** The journals, unless they are in PostgreSQL. */
  readonly journal: string;
  /** Where the journals are. */
  readonly place: string;
  /** Folders of the runs. */
  readonly runs: string;
  /** Folders of the services. */
  readonly services: string;
  /** What every order needs, in hexadecimal. */
  readonly token: string;
  /** What reads metrics, and nothing else; in hexadecimal. */
  readonly metricsToken: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** `GIGAFACTORY_HOME`, else `~/.local/state/gigafactory`. */
export function stateHome(env: Environment): string {
  const given = env['GIGAFACTORY_HOME'];
  if (given) return resolve(given);
  return join(env['HOME'] || homedir(), '.local/state/gigafactory');
}

/**
 * Opens the state folder, and makes it with its token if it is not there yet. One that others could enter is
 * closed to them; one that belongs to somebody else is refused. Codes: `state.folder`, `state.owner`,
 * `state.mode`.
 */
export function openStateFolder(home: string): Result<StateFolder> {
  const made = makePrivate(home);
  if (!made.ok) return made;
  const socket = socketPath(home);
  if (!socket.ok) return socket;
  const token = openToken(join(home, 'token'));
  if (!token.ok) return token;
  const metricsToken = openToken(join(home, 'metrics-token'));
  if (!metricsToken.ok) return metricsToken;
  mkdirSync(join(home, 'runs'), { recursive: true, mode: 0o700 });
  return ok({
    home,
    socket: socket.value,
    lock: join(home, 'lock'),
    log: join(home, 'control.log'),
    journal: join(home, 'journal.db'),
    place: join(home, 'journal.json'),
    runs: join(home, 'runs'),
    services: join(home, 'services'),
    token: token.value,
    metricsToken: metricsToken.value,
  });
}

/** A folder for this user only. */
function makePrivate(folder: string): Result<string> {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const stats = statSync(folder);
    if (!stats.isDirectory()) return refuse('state.folder', `${folder} is no folder.`);
    if (!isOwn(stats)) {
      const message = `The state folder ${folder} belongs to user ${stats.uid}, not to you: name another with GIGAFACTORY_HOME.`;
      return refuse('state.owner', message);
    }
    if (isOpen(stats)) chmodSync(folder, 0o700);
    if (!isOpen(statSync(folder))) return ok(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return refuse('state.folder', `The state folder ${folder} cannot be used (${code}).`);
  }
  const message = `Other users can enter the state folder ${folder}, and its file system does not let that be changed: name another with GIGAFACTORY_HOME.`;
  return refuse('state.mode', message);
}

/** Windows has no such owners; nor has it real runs. */
function isOwn(stats: Stats): boolean {
  return stats.uid === process.getuid?.();
}

function isOpen(stats: Stats): boolean {
  return (stats.mode & 0o077) !== 0;
}

/** The longest path that every system takes for a Unix socket, its final zero left out. */
const MOST_SOCKET_BYTES = 103;

/** In the folder, or where that path would be too long in a folder of its own for temporary files. */
function socketPath(home: string): Result<string> {
  const inside = join(home, 'control.sock');
  if (Buffer.byteLength(inside) <= MOST_SOCKET_BYTES) return ok(inside);
  const record = join(home, 'socket');
  const recorded = readIfThere(record)?.trim();
  const short = recorded ?? join(tmpdir(), `gigafactory-${hashOf(home)}`, 'control.sock');
  const made = makePrivate(join(short, '..'));
  if (!made.ok) return made;
  if (recorded === undefined) writeFileSync(record, `${short}\n`, { mode: 0o600 });
  return ok(short);
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

const TOKEN = /^[0-9a-f]{64}$/;

/** A token that others could have read is no secret any more: it is replaced. */
function openToken(path: string): Result<string> {
  const known = readIfThere(path)?.trim();
  if (known !== undefined) {
    const stats = lstatSync(path);
    if (stats.isFile() && isOwn(stats) && !isOpen(stats) && TOKEN.test(known)) return ok(known);
    rmSync(path, { force: true });
  }
  return ok(makeToken(path));
}

/** Two programs that make it at once agree on the one that was first. */
function makeToken(path: string): string {
  const own = `${path}.${process.pid}`;
  writeFileSync(own, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600 });
  try {
    linkSync(own, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(own, { force: true });
  }
  return readFileSync(path, 'utf8').trim();
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function refuse(code: string, message: string): Result<never> {
  return failed({ code, message });
}
