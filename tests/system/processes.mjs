import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @typedef {object} Process
 * @property {number} pid as this machine knows it
 * @property {number} parent
 * @property {readonly string[]} argv
 * @property {Readonly<Record<string, string | undefined>>} env as it was when the program was started
 */

/**
 * Living processes that see the same processes as that one does: those of its cell.
 * @param {number} pid
 * @returns {readonly Process[]}
 */
export function processesOf(pid) {
  const cell = linkOf(pid, 'ns/pid');
  return readdirSync('/proc')
    .map(Number)
    .filter((other) => other > 0 && other !== pid && linkOf(other, 'ns/pid') === cell)
    .flatMap((other) => {
      const [state, parent] = statOf(other);
      if (state === undefined || 'ZXx'.includes(state)) return [];
      const argv = partsOf(other, 'cmdline');
      return { pid: other, parent: Number(parent), argv, env: environmentOf(other) };
    });
}

/**
 * What watches over the jobs of a node: they hold a socket under the node's folder.
 * @param {readonly Process[]} all
 * @param {string} spool the folder
 */
export function stepdsOf(all, spool) {
  const sockets = new Set(
    textOf('net/unix')
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields[7]?.startsWith(`${spool}/`))
      .map((fields) => `socket:[${fields[6]}]`),
  );
  const holds = (/** @type {number} */ pid) =>
    namesIn(`${pid}/fd`).some((fd) => sockets.has(linkOf(pid, `fd/${fd}`) ?? ''));
  return all.filter(({ argv, pid }) => argv[0]?.includes('slurmstepd') && holds(pid));
}

/** Kills them at once, and says how many there were. @param {readonly Process[]} victims */
export function killAll(victims) {
  const pids = new Set(victims.map(({ pid }) => pid));
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      pids.delete(pid); // It is gone already.
    }
  }
  return pids.size;
}

/** When a process was started, in ticks since boot; undefined if there is none. @param {number} pid */
export function startOf(pid) {
  return statOf(pid)[19];
}

/** Fields of a process from the state on: its name comes before, and may hold anything. @param {number} pid */
function statOf(pid) {
  const text = textOf(`${pid}/stat`);
  return text === '' ? [] : text.slice(text.lastIndexOf(')') + 2).split(' ');
}

/** @param {number} pid */
function environmentOf(pid) {
  return Object.fromEntries(
    partsOf(pid, 'environ').map((entry) => {
      const at = entry.indexOf('=');
      return [entry.slice(0, at), entry.slice(at + 1)];
    }),
  );
}

/** @param {number} pid @param {string} file */
function partsOf(pid, file) {
  return textOf(`${pid}/${file}`).split('\0').slice(0, -1);
}

/** Empty when the process is gone. @param {string} path */
function textOf(path) {
  try {
    return readFileSync(join('/proc', path), 'utf8');
  } catch {
    return '';
  }
}

/** @param {string} path @returns {readonly string[]} */
function namesIn(path) {
  try {
    return readdirSync(join('/proc', path));
  } catch {
    return [];
  }
}

/** @param {number} pid @param {string} name */
function linkOf(pid, name) {
  try {
    return readlinkSync(`/proc/${pid}/${name}`);
  } catch {
    return undefined;
  }
}
