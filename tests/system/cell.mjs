import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { requireSystem } from './needed.mjs';

/**
 * Where a cell's files come from: the tree of another Debian, which stays as it is because what is written goes to
 * memory, with folders and files of this machine shown in it under the paths that they have here.
 *
 * @typedef {object} Tree
 * @property {string} root the tree
 * @property {string} at an empty folder for the mount
 * @property {readonly string[]} shown absolute paths
 * @property {Readonly<Record<string, string>>} [instead] folders of this machine by the path at which they are shown
 *
 * @typedef {{ readonly code: number | null, readonly stdout: string, readonly stderr: string }} Ended
 */

/** First process of the cell: mounts, says its pid as this machine knows it, and lives while its input is open. */
const INIT = `
set -e
read -r pid _ < /proc/self/stat
if [ -n "$AT" ]; then
  mount -t tmpfs tmpfs "$AT"
  mkdir "$AT/upper" "$AT/work" "$AT/root"
  mount -t overlay overlay -o "lowerdir=$TREE,upperdir=$AT/upper,workdir=$AT/work" "$AT/root"
  cd "$AT/root"
  mount --rbind /dev dev
  mount --rbind /sys sys
  mount -t proc proc proc
  mount -t tmpfs tmpfs tmp
  mount -t tmpfs tmpfs run
  while [ $# -gt 0 ]; do
    if [ -d "$1" ]; then mkdir -p ".$2"; else mkdir -p ".\${2%/*}"; : > ".$2"; fi
    mount --bind "$1" ".$2"
    shift 2
  done
  hostname localhost
  set -- chroot .
else
  mount -t proc proc /proc
  set --
fi
echo "$pid"
exec "$@" bash -c 'while read -r _; do :; done'
`;

/**
 * Processes and mounts of their own, which end with the process that opened the cell, however that ends: the first
 * process of the cell reads from a pipe of ours, and when that is closed the kernel kills the rest and unmounts.
 */
export class Cell {
  #holder;

  /** @param {import('node:child_process').ChildProcess} holder @param {number} pid of its first process */
  constructor(holder, pid) {
    this.#holder = holder;
    this.pid = pid;
  }

  /** @param {Tree} [tree] this machine's own files without one */
  static async open(tree) {
    requireSystem();
    const unshare = ['--mount', '--pid', '--uts', '--fork', '--propagation', 'private'];
    const same = (tree?.shown ?? []).flatMap((path) => [path, path]);
    const instead = Object.entries(tree?.instead ?? {}).flatMap(([at, path]) => [path, at]);
    const holder = spawn('unshare', [...unshare, 'bash', '-c', INIT, 'cell', ...same, ...instead], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'], TREE: tree?.root, AT: tree?.at },
    });
    let said = '';
    holder.stderr.setEncoding('utf8').on('data', (text) => (said += text));
    const failed = once(holder, 'close').then(([code]) => {
      throw new Error(`The cell ended with ${code} before it was ready: ${said}`);
    });
    const ready = once(createInterface({ input: holder.stdout }), 'line');
    const [line] = await Promise.race([ready, failed]);
    failed.catch(() => undefined);
    return new Cell(holder, Number(line));
  }

  /** How nsenter is called to be in it, without the command. */
  get entry() {
    return ['--target', String(this.pid), '--mount', '--uts', '--root', '--wd'];
  }

  /**
   * Starts a command as one of the cell's processes.
   * @param {string} command
   * @param {readonly string[]} args
   * @param {import('node:child_process').SpawnOptions} [options]
   */
  spawn(command, args, options = {}) {
    return spawn('nsenter', [...this.entry, '--pid', '--', command, ...args], options);
  }

  /**
   * Runs a command to its end, or until it has become a daemon.
   * @param {string} command
   * @param {readonly string[]} args
   * @param {Readonly<Record<string, string>>} [env] added to this process's
   * @returns {Promise<Ended>}
   */
  async run(command, args, env = {}) {
    const child = this.spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    });
    const text = { stdout: '', stderr: '' };
    child.stdout?.on('data', (chunk) => (text.stdout += chunk));
    child.stderr?.on('data', (chunk) => (text.stderr += chunk));
    const [code] = await once(child, 'close');
    return { code, ...text };
  }

  /** Ends all of it, and is over when nothing is left. */
  async close() {
    if (this.#holder.exitCode !== null || this.#holder.signalCode !== null) return;
    const closed = once(this.#holder, 'close');
    this.#holder.stdin?.end();
    await closed;
  }
}
