import { randomBytes } from 'node:crypto';
import {
  appendFile,
  chmod,
  copyFile,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import type { AttemptId, RunId } from '@gigafactory/core/protocol';
import type { StartOrder } from '../gang/cluster.ts';
import { LONGEST_VARIABLE } from './options.ts';
import { RANK_SCRIPT } from './rank-script.ts';

/*
 * What control plane and ranks tell each other through the shared folder. Files that ranks read again are only
 * ever appended to: a file that is replaced is seen late, or not at all, by a node that has the old one open.
 */

/** Where a rank sits. */
export interface SeatLine {
  readonly node: string;
  /** Its number among the ranks of its node. */
  readonly index: number;
  readonly rank: number;
  readonly replica: number;
  /** Its node's number among those of the attempt. */
  readonly place: number;
}

/** How a rank ended, by its own script. */
export interface WrittenEnd {
  readonly rank: number;
  readonly command: number;
  /** As a shell has it: above 128, a signal. */
  readonly code: number;
  /** us of the file server's clock, which all ranks share. */
  readonly at: number;
}

/** What the processes of a rank have computed. */
export interface Use {
  /** s */
  readonly cpuTime: number;
  /** Whether someone has stopped one of them. */
  readonly isStopped: boolean;
}

/** USER_HZ, the unit of times in /proc; it is 100 on every architecture that training runs on. */
const TICKS_PER_SECOND = 100;

/** The mailbox of an attempt. */
export class Mailbox {
  readonly path: string;
  #opening: Promise<string> | undefined;

  constructor(shared: string, run: RunId, attempt: AttemptId) {
    this.path = join(shared, encodeURIComponent(run), 'attempts', String(attempt));
  }

  get script(): string {
    return join(this.path, 'rank.sh');
  }

  outputOf(part: string): string {
    return join(this.path, `job-${part}`);
  }

  /** What a rank prints: standard output and error. */
  printsOf(rank: number, command: number): { readonly out: string; readonly err: string } {
    const name = join(this.path, 'out', `${rank}.${command}`);
    return { out: `${name}.out`, err: `${name}.err` };
  }

  /** The last line of a rank's standard error; undefined if there is none. */
  async lastComplaint(rank: number, command: number): Promise<string | undefined> {
    const text = await readFile(this.printsOf(rank, command).err, 'utf8').catch(() => '');
    return text.trimEnd().split('\n').at(-1) || undefined;
  }

  /** Makes the folder, once, with a copy of `job.json`; returns its token. */
  open(job: string): Promise<string> {
    this.#opening ??= this.#open(job).finally(() => {
      this.#opening = undefined;
    });
    return this.#opening;
  }

  async #open(job: string): Promise<string> {
    await mkdir(this.path, { recursive: true, mode: 0o700 });
    for (const name of ['out', 'ends', 'starts', 'uses']) {
      await mkdir(join(this.path, name), { recursive: true, mode: 0o700 });
    }
    const known = await this.token();
    if (known) return known;
    await writeFile(this.script, RANK_SCRIPT);
    await chmod(this.script, 0o755);
    await copyFile(job, this.job);
    const token = randomBytes(12).toString('hex');
    await this.#replace('token', `${token}\n`);
    return token;
  }

  /** The copy of `job.json` that ranks read. */
  get job(): string {
    return join(this.path, 'job.json');
  }

  async token(): Promise<string | undefined> {
    const text = await readFile(join(this.path, 'token'), 'utf8').catch(() => '');
    return text.trim() === '' ? undefined : text.trim();
  }

  /** Writes what the ranks of a job need, before it is submitted; what is there already stays. */
  async prepare(part: string, order: StartOrder, seats: readonly SeatLine[]): Promise<void> {
    const lines = seats.map(
      ({ node, index, rank, replica, place }) => `${node} ${index} ${rank} ${replica} ${place}\n`,
    );
    const told = { ...order.environment, GIGAFACTORY_JOB: this.job };
    const environment = await this.#withPeers(part, told);
    await this.#replace(`${part}.environment`, environmentText(order, environment));
    await appendFile(join(this.path, `${part}.orders`), '');
    await appendFile(join(this.path, `${part}.members`), '');
    await this.#replace(`${part}.seats`, lines.join(''));
  }

  async seats(part: string): Promise<SeatLine[]> {
    const text = await readFile(join(this.path, `${part}.seats`), 'utf8');
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const [node, index, rank, replica, place] = line.split(' ');
        const [i, r, replicaId, p] = [index, rank, replica, place].map(Number);
        return { node: node!, index: i!, rank: r!, replica: replicaId!, place: p! };
      });
  }

  /** Has the ranks of a job say what they have computed; returns the number that they say with it. */
  async askUse(part: string): Promise<number> {
    const path = join(this.path, `${part}.orders`);
    await appendFile(path, 'look\n');
    const lines = (await readFile(path, 'utf8')).split('\n');
    return lines.filter((line) => line === 'look').length;
  }

  /** What a rank has computed, by its answer to that question; undefined if there is none yet. */
  async useOf(rank: number, command: number, question: number): Promise<Use | undefined> {
    const path = join(this.path, 'uses', `${rank}.${command}`);
    const lines = (await readFile(path, 'utf8').catch(() => '')).trimEnd().split('\n');
    const [number, ticks, isStopped] = (lines.at(-1) ?? '').split(' ');
    if (Number(number) !== question || !/^\d+$/.test(ticks ?? '')) return undefined;
    return { cpuTime: Number(ticks) / TICKS_PER_SECOND, isStopped: isStopped === 'yes' };
  }

  async order(part: string, order: 'save' | 'end'): Promise<void> {
    await appendFile(join(this.path, `${part}.orders`), `${order}\n`);
  }

  async tellMembers(part: string, line: string): Promise<void> {
    await appendFile(join(this.path, `${part}.members`), `${line}\n`);
  }

  /** Names of the ends that are written, RANK.COMMAND; while all is well there are none. */
  async ends(): Promise<string[]> {
    const names = await readdir(join(this.path, 'ends'));
    return names.filter((name) => !name.startsWith('.'));
  }

  async readEnd(name: string): Promise<WrittenEnd | undefined> {
    const [rank, command] = name.split('.').map(Number);
    const path = join(this.path, 'ends', name);
    const [text, found] = await Promise.all([readFile(path, 'utf8'), stat(path)]);
    const code = Number.parseInt(text, 10);
    if (!Number.isSafeInteger(code) || rank === undefined || command === undefined)
      return undefined;
    return { rank, command, code, at: Math.round(found.mtimeMs * 1000) };
  }

  /** Names of the ranks that have begun, RANK.COMMAND. */
  starts(): Promise<string[]> {
    return readdir(join(this.path, 'starts'));
  }

  /** Removes all but the orders. */
  async bury(): Promise<void> {
    const names = await readdir(this.path);
    const others = names.filter((name) => !name.endsWith('.orders'));
    await Promise.all(
      others.map((name) => rm(join(this.path, name), { recursive: true, force: true })),
    );
  }

  async remove(): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }

  /** Names a file of the addresses of all ranks instead, where they are more than a variable can hold. */
  async #withPeers(
    part: string,
    told: Readonly<Record<string, string>>,
  ): Promise<Readonly<Record<string, string>>> {
    const { GIGAFACTORY_PEERS: peers = '', ...others } = told;
    if (`GIGAFACTORY_PEERS=${peers}`.length < LONGEST_VARIABLE) return told;
    await this.#replace(`${part}.peers`, peers);
    return { ...others, GIGAFACTORY_PEERS_FILE: join(this.path, `${part}.peers`) };
  }

  async #replace(name: string, text: string): Promise<void> {
    const path = join(this.path, name);
    await writeFile(`${path}.new`, text, { mode: 0o600 });
    await rename(`${path}.new`, path);
  }
}

/** What the script of a rank reads before it starts the program: no secrets. */
function environmentText(
  { program }: StartOrder,
  environment: Readonly<Record<string, string>>,
): string {
  const exports = Object.entries(environment).map(
    ([name, value]) => `export ${name}=${quoted(value)}\n`,
  );
  return [
    ...exports,
    // Without a handler of its own a shell says this in words that differ, and some leave with 2.
    `cd ${quoted(program.cwd)} 2>/dev/null || {\n`,
    `  printf 'there is no folder %s on %s\\n' ${quoted(program.cwd)} "$GIGAFACTORY_NODE" >&2\n`,
    `  exit 126\n}\n`,
    `set -- ${program.argv.map(quoted).join(' ')}\n`,
  ].join('');
}

/** A text as one word of a shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
