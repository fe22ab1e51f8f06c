import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../step.mjs';
import { ProcessTable } from './processes.mjs';
import { kill } from './victims.mjs';

/**
 * A state folder of its own with a real control plane, driven by the command line as a person would, and asked
 * over its socket.
 *
 * @typedef {{ readonly code: number | null, readonly stdout: string, readonly stderr: string }} Answer
 * @typedef {import('@gigafactory/core/api').RunDetail} RunDetail
 */

/** What is sent to the control plane when it is to go. */
const LEAVE_MS = 20_000;

/** @param {number} ms */
export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Waits until something holds. @template T
 * @param {() => T | undefined | false | Promise<T | undefined | false>} find
 * @param {number} patienceMs
 * @returns {Promise<T | undefined>}
 */
export async function waitFor(find, patienceMs) {
  const end = performance.now() + patienceMs;
  for (;;) {
    const found = await find();
    if (found) return found;
    if (performance.now() > end) return undefined;
    await pause(50);
  }
}

export class Rig {
  /** @type {Set<number>} commands of this script, which are no orphans */
  #own = new Set();
  #env;

  /** @param {Readonly<Record<string, string>>} [env] added to the environment of what it runs @param {string} [parent] folder */
  constructor(env = {}, parent = tmpdir()) {
    this.#env = env;
    this.home = realpathSync(mkdtempSync(join(parent, 'gigafactory-chaos-')));
    this.table = new ProcessTable(this.home);
  }

  /** Runs a command of `gigafactory` to its end. @param {readonly string[]} args @returns {Promise<Answer>} */
  cli(args) {
    const bin = join(ROOT, 'packages/cli/bin/gigafactory.js');
    const child = spawn(process.execPath, [bin, ...args], {
      env: { ...process.env, ...this.#env, GIGAFACTORY_HOME: this.home },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    if (child.pid) this.#own.add(child.pid);
    const text = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk) => (text.stdout += chunk));
    child.stderr.on('data', (chunk) => (text.stderr += chunk));
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => resolve({ code, ...text }));
    });
  }

  /** The same, where anything but success is an error. @param {readonly string[]} args */
  async command(...args) {
    const { code, stdout, stderr } = await this.cli(args);
    if (code === 0) return stdout;
    throw new Error(`gigafactory ${args.join(' ')} ended with ${code}: ${stderr || stdout}`);
  }

  /** What the control plane says of a run; undefined while there is none. @param {string} run */
  async detail(run) {
    /** @type {string[]} */
    const lines = [];
    const isThere = await this.stream(`/runs/${run}`, (line) => lines.push(line));
    return isThere ? /** @type {RunDetail} */ (JSON.parse(lines.join('\n'))) : undefined;
  }

  /**
   * Reads what a route answers, line by line, to its end; false if nothing answers, or with an error.
   *
   * @param {string} path
   * @param {(line: string) => void} take
   * @param {AbortSignal} [signal]
   * @returns {Promise<boolean>}
   */
  stream(path, take, signal) {
    return new Promise((resolve) => {
      const done = (/** @type {boolean} */ isThere) => () => resolve(isThere);
      const headers = { authorization: `Bearer ${this.#token()}` };
      const socketPath = join(this.home, 'control.sock');
      const asked = request({ socketPath, path: `/control${path}`, headers, signal }, (answer) => {
        let left = '';
        answer.setEncoding('utf8');
        answer.on('data', (chunk) => {
          const lines = (left + chunk).split('\n');
          left = lines.pop() ?? '';
          for (const line of lines) if (line !== '') take(line);
        });
        answer.on('end', () => {
          if (left !== '') take(left);
          resolve(answer.statusCode === 200);
        });
        answer.on('error', done(false));
      });
      asked.on('error', done(false));
      asked.end();
    });
  }

  #token() {
    try {
      return readFileSync(join(this.home, 'token'), 'utf8').trim();
    } catch {
      return '';
    }
  }

  /** @param {string} run @param {string} path within its folder */
  pathOf(run, path) {
    return join(this.home, 'runs', run, path);
  }

  /** What the run is to be, as it was written down at its start. @param {string} run @returns {{ stepTime: number }} */
  desired(run) {
    return JSON.parse(readFileSync(this.pathOf(run, 'desired.json'), 'utf8'));
  }

  /** Where its checkpoints are, as was written down at its start. @param {string} run @returns {string} */
  checkpointsOf(run) {
    return JSON.parse(readFileSync(this.pathOf(run, 'run.json'), 'utf8')).checkpoints;
  }

  /** The text of each log of a run. @param {string} run */
  logs(run) {
    const folder = this.pathOf(run, 'logs');
    if (!existsSync(folder)) return [];
    return /** @type {string[]} */ (readdirSync(folder, { recursive: true }))
      .filter((name) => /rank-\d+\.log/.test(name))
      .map((name) => readFileSync(join(folder, name), 'utf8'));
  }

  /**
   * Processes that live on after all runs are over, besides the control plane, after a while to leave.
   * @param {(found: import('./processes.mjs').Found) => boolean} [isOfScheduler] which do not count either
   */
  async leftOver(isOfScheduler = () => false) {
    const find = () => {
      const { all, controls } = this.table.read();
      const others = all.filter((found) => !controls.includes(found) && !isOfScheduler(found));
      return others.filter(({ pid }) => !this.#own.has(pid));
    };
    await waitFor(() => find().length === 0, LEAVE_MS);
    return find();
  }

  /** Ends the control plane, then anything else that is left, and removes the folder. */
  async end() {
    for (const { pid } of this.table.read().controls) process.kill(pid, 'SIGTERM');
    await waitFor(() => this.table.read().all.length === 0, LEAVE_MS);
    kill({ processes: this.table.read().all });
    await waitFor(() => this.table.read().all.length === 0, LEAVE_MS);
    rmSync(this.home, { recursive: true, force: true });
  }
}
