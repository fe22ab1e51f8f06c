import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { closeSync, lstatSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { NodeId, RunId } from '@gigafactory/core/protocol';
import type { ProcessIdentity } from '../../process/processes.ts';
import {
  findByEnvironment,
  isAlive,
  killGroup,
  livingInGroup,
  signal,
} from '../../process/processes.ts';
import type { RankNews, RankReport } from '../gang/cluster.ts';
import { parseObject } from '../gang/lines.ts';
import type { LogLimits } from '../gang/options.ts';
import type { NodeStatus } from '../gang/telemetry.ts';
import { AgentLink, type Wire } from './agent-link.ts';
import {
  AGENT_FILES,
  type AgentOptions,
  type AgentOrder,
  type AgentQuestion,
  type AgentState,
} from './agent-protocol.ts';

/** Marks every process that an agent starts, so that none is ever lost sight of. */
export const AGENT_VARIABLE = 'GIGAFACTORY_AGENT';

/** ms between two looks at something that is about to happen. */
const INTERVAL = 10;
const START_PATIENCE = 20_000;
const DEATH_PATIENCE = 10_000;

/** Up to which of its reports an agent was heard. */
export interface Heard {
  readonly agent: ProcessIdentity;
  readonly last: number;
}

export interface NodeHost {
  readonly script: string;
  readonly logs: LogLimits;
  /** ms */
  readonly agentPatience: number;
  readonly wire?: Wire | undefined;
  hear(node: LocalNode, news: RankNews): void;
  learn(node: LocalNode, reports: readonly RankReport[]): void;
  /** Its agent ended as it should not have; none of its ranks is left. */
  died(node: LocalNode, cause: string): void;
  /** Its state is another. */
  changed(node: LocalNode): void;
}

/** A node: an agent process in a folder, which may be off, and how to reach it. */
export class LocalNode {
  readonly id: NodeId;
  readonly name: string;
  readonly folder: string;
  isBroken = false;
  isCordoned = false;
  readonly #host: NodeHost;
  #link: AgentLink | undefined;
  #arriving: Promise<boolean> | undefined;
  #heard: Heard | undefined;
  #isSilent = false;
  /** Its agent is out of reach and may live. */
  #isFollowed = false;
  #isClosed = false;

  constructor(id: NodeId, name: string, folder: string, host: NodeHost) {
    this.id = id;
    this.name = name;
    this.folder = folder;
    this.#host = host;
  }

  get heard(): Heard | undefined {
    return this.#link ? { agent: this.#link.agent, last: this.#link.lastHeard } : this.#heard;
  }

  /** What an earlier engine heard; to be called before `find`. */
  restore(isBroken: boolean, isCordoned: boolean, heard: Heard | undefined): void {
    this.isBroken = isBroken;
    this.isCordoned = isCordoned;
    this.#heard = heard;
  }

  status(): NodeStatus {
    const { id: node, name, isCordoned } = this;
    return { node, name, agent: this.#link?.agent, state: this.#state(), isCordoned };
  }

  /** Starts its agent unless it is there; false if it is broken or could not be started. */
  ensure(): Promise<boolean> {
    if (this.isBroken) return Promise.resolve(false);
    if (this.#link?.isOpen) return Promise.resolve(true);
    this.#arriving ??= this.#arrive().finally(() => {
      this.#arriving = undefined;
    });
    return this.#arriving;
  }

  /** Ends what is left of it and starts a new agent; returns whether that is well. */
  async renew(): Promise<boolean> {
    this.#link?.close();
    this.#link = undefined;
    const { agent } = this.#readState() ?? {};
    if (agent) killGroup(agent);
    if (!(await this.clear())) return false;
    this.isBroken = false;
    const isUp = (await this.ensure()) && (await this.ask({ order: 'look' })) !== undefined;
    this.isBroken = !isUp;
    this.#host.changed(this);
    return isUp;
  }

  /** Finds the agent that an earlier engine left here. */
  async find(): Promise<void> {
    const state = this.#readState();
    if (!state || state.hasLeft) return;
    if (isAlive(state.agent)) {
      if (!(await this.#connect())) void this.#follow(state.agent);
    } else if (!this.isBroken) await this.#loseAgent();
  }

  /** Asks its agent; undefined if there is none, or none that answers. */
  async ask(order: AgentOrder | AgentQuestion): ReturnType<AgentLink['ask']> {
    const answer = await this.#link?.ask(order);
    const isSilent = answer === undefined && this.#link?.isOpen === true;
    if (isSilent !== this.#isSilent) {
      this.#isSilent = isSilent;
      this.#host.changed(this);
    }
    return answer;
  }

  /** Whether it has no agent, for sure. */
  get isOff(): boolean {
    return !this.isUp && !this.#isFollowed;
  }

  get isUp(): boolean {
    return this.#link?.isOpen === true;
  }

  /**
   * Kills what is here of a run, or of all, without asking the agent; returns whether nothing is left.
   */
  async clear(run?: RunId): Promise<boolean> {
    const until = Date.now() + DEATH_PATIENCE;
    const marks = { [AGENT_VARIABLE]: this.folder, ...(run && { GIGAFACTORY_RUN: run }) };
    for (;;) {
      const recorded = run === undefined ? (this.#readState()?.ranks ?? []) : [];
      const found = findByEnvironment(marks);
      const groups = recorded.filter((each) => livingInGroup(each).length > 0);
      if (found.length === 0 && groups.length === 0) return true;
      for (const each of groups) killGroup(each);
      for (const each of found) signal(each, 'SIGKILL');
      if (Date.now() > until) return false;
      await sleep(INTERVAL);
    }
  }

  /** Has its agent leave, if it has no ranks. */
  async dismiss(): Promise<void> {
    if (!(await this.ask({ order: 'leave' }))?.isDone) return;
    const until = Date.now() + DEATH_PATIENCE;
    while (this.isUp && Date.now() < until) await sleep(INTERVAL);
  }

  close(): void {
    this.#isClosed = true;
    this.#link?.close();
  }

  #state(): NodeStatus['state'] {
    if (this.isBroken) return 'broken';
    if (this.#isFollowed || (this.isUp && this.#isSilent)) return 'silent';
    return this.isUp ? 'up' : 'off';
  }

  async #arrive(): Promise<boolean> {
    const state = this.#readState();
    // One that lives and does not answer is not replaced: nobody knows what it does.
    if (state && !state.hasLeft && isAlive(state.agent)) return this.#connect();
    // What a dead agent left would run beside what the new one starts.
    if (!(await this.clear())) return false;
    return this.#start();
  }

  async #start(): Promise<boolean> {
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    const options: AgentOptions = {
      node: this.name,
      secret: randomBytes(24).toString('hex'),
      socket: socketPathIn(this.folder, 'agent.sock'),
      patience: this.#host.agentPatience,
      logs: this.#host.logs,
    };
    const text = JSON.stringify(options);
    writeFileSync(join(this.folder, AGENT_FILES.options), text, { mode: 0o600 });
    const log = openSync(join(this.folder, AGENT_FILES.log), 'a', 0o600);
    const child = spawn(process.execPath, [this.#host.script, this.folder], {
      cwd: this.folder,
      detached: true,
      stdio: ['ignore', log, log],
      env: { PATH: process.env['PATH'] },
    });
    closeSync(log);
    child.unref();
    let hasEnded = false;
    child.on('error', () => {
      hasEnded = true;
    });
    child.on('exit', () => {
      hasEnded = true;
    });
    const until = Date.now() + START_PATIENCE;
    while (Date.now() < until && !this.#isClosed) {
      const { agent } = this.#readState() ?? {};
      if (agent?.pid === child.pid && (await this.#connect())) return true;
      if (hasEnded) return false;
      await sleep(INTERVAL);
    }
    return false;
  }

  async #connect(): Promise<boolean> {
    const options = this.#readOptions();
    const agent = this.#readState()?.agent;
    if (!options || !agent) return false;
    const isKnown =
      this.#heard?.agent.startedAt === agent.startedAt && this.#heard.agent.pid === agent.pid;
    const link = await AgentLink.connect({
      socket: options.socket,
      secret: options.secret,
      since: isKnown ? this.#heard!.last : 0,
      wire: this.#host.wire,
      hear: (news) => this.#host.hear(this, news),
      learn: (reports) => this.#host.learn(this, reports),
      lost: () => this.#lose(),
    });
    if (!link) return false;
    if (this.#isClosed) {
      link.close();
      return false;
    }
    this.#link = link;
    this.#isSilent = false;
    this.#host.changed(this);
    return true;
  }

  #lose(): void {
    const { agent, lastHeard } = this.#link!;
    this.#heard = { agent, last: lastHeard };
    this.#link = undefined;
    void this.#follow(agent);
  }

  /** An agent is out of reach: it is found again, has left, or is dead. */
  async #follow(agent: ProcessIdentity): Promise<void> {
    this.#isFollowed = true;
    while (isAlive(agent) && !this.#isClosed && !this.isUp) {
      await sleep(INTERVAL);
      if (!this.isUp && isAlive(agent)) await this.#connect();
    }
    this.#isFollowed = false;
    if (this.#isClosed || this.isUp) return;
    if (this.#readState()?.hasLeft) this.#host.changed(this);
    else await this.#loseAgent();
  }

  async #loseAgent(): Promise<void> {
    this.isBroken = true;
    await this.clear();
    if (this.#isClosed) return;
    this.#host.changed(this);
    this.#host.died(this, 'agent died');
  }

  #readState(): AgentState | undefined {
    return readObject(join(this.folder, AGENT_FILES.state)) as AgentState | undefined;
  }

  #readOptions(): AgentOptions | undefined {
    return readObject(join(this.folder, AGENT_FILES.options)) as AgentOptions | undefined;
  }
}

/** Unix allows 104 B (macOS) or 108 B (Linux) for the path of a socket, with its final zero. */
const LONGEST = 103;

/**
 * Where the socket of a folder goes: into it, or where that path would be too long, into a folder of this user
 * under the system's temporary one, named by a hash. Throws if that folder is someone else's.
 */
function socketPathIn(folder: string, name: string): string {
  const near = join(folder, name);
  if (Buffer.byteLength(near) <= LONGEST) return near;
  const { uid } = userInfo();
  const far = join(tmpdir(), `gigafactory-${uid}`);
  mkdirSync(far, { recursive: true, mode: 0o700 });
  const found = lstatSync(far);
  if (!found.isDirectory() || found.uid !== uid || (found.mode & 0o077) !== 0) {
    throw new Error(`${far} is not a folder of this user alone`);
  }
  const hash = createHash('sha256').update(near).digest('hex').slice(0, 24);
  return join(far, `${hash}.sock`);
}

function readObject(path: string): object | undefined {
  try {
    return parseObject(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
