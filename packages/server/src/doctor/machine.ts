import { createServer } from 'node:net';
import process from 'node:process';
import type { Result } from '@gigafactory/core/base';
import type { DoctorFinding } from '../engine/finding.ts';

/** What is asked of the machine; tests ask another one. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  /** `v22.14.0` */
  readonly node: string;
  /** Loads the library of the journal. */
  readonly library: () => Result<unknown>;
}

/** The oldest that works, as in package.json: Node 20 first has `process.execve`-free type stripping at 20.19. */
const OLDEST_NODE = [20, 19] as const;

/** Whether the program itself works on this machine. */
export async function examineMachine(machine: Machine): Promise<DoctorFinding[]> {
  return [
    platformOf(machine.platform),
    nodeOf(machine.node),
    libraryOf(machine.library()),
    await loopback(),
  ];
}

function platformOf(platform: NodeJS.Platform): DoctorFinding {
  const about = 'system';
  if (platform === 'linux') {
    return { code: 'machine.platform', about, verdict: 'ok', found: 'Linux.' };
  }
  if (platform === 'win32') {
    return {
      code: 'machine.platform',
      about,
      verdict: 'broken',
      found: 'Windows cannot run programs here; plan and twin work.',
      advice: 'Use WSL (https://learn.microsoft.com/windows/wsl), where Gigafactory is on Linux.',
    };
  }
  return {
    code: 'machine.platform',
    about,
    verdict: 'warning',
    found: `Runs follow the same code on ${platform} as on Linux, and were not tried on it.`,
    advice: 'Tell us what you see.',
  };
}

function nodeOf(version: string): DoctorFinding {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  const isOld = major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1]);
  const found = `Node.js ${version}; ${OLDEST_NODE.join('.')} is the oldest that works.`;
  const base = { code: 'machine.node', about: 'Node.js', found };
  return isOld
    ? { ...base, verdict: 'broken', advice: 'Install a newer one: https://nodejs.org.' }
    : { ...base, verdict: 'ok' };
}

function libraryOf(loaded: Result<unknown>): DoctorFinding {
  const base = { code: 'machine.libsql', about: 'libsql' };
  if (loaded.ok) return { ...base, verdict: 'ok', found: 'Journals can be kept in a file.' };
  return {
    ...base,
    verdict: 'broken',
    found: loaded.problems[0]!.message,
    advice: 'Install Gigafactory again with its optional packages, or set DATABASE_URL.',
  };
}

/** Ranks, pages and agents listen on ports of their own. */
async function loopback(): Promise<DoctorFinding> {
  const server = createServer();
  const why = await new Promise<string | undefined>((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen(0, '127.0.0.1', () => resolve(undefined));
  });
  server.close();
  const base = { code: 'machine.loopback', about: 'ports' };
  if (why === undefined) {
    return { ...base, verdict: 'ok', found: 'Programs can listen on 127.0.0.1.' };
  }
  return {
    ...base,
    verdict: 'broken',
    found: `Nothing can listen on 127.0.0.1 (${why}): the console and ranks need to.`,
    advice: 'Bring the loopback interface up: ip link set lo up.',
  };
}

/** The machine that this program runs on. */
export function thisMachine(library: Machine['library']): Machine {
  return { platform: process.platform, node: process.version, library };
}
