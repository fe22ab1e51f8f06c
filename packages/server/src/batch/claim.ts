import { rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { discardDead, isLinked, readHolder } from '../process/lock-file.ts';
import { identityOf, isAlive } from '../process/processes.ts';

const holder = z.object({ host: z.string(), pid: z.int(), startedAt: z.string() });
type Holder = z.infer<typeof holder>;

/** The one process, of all machines that see a folder, that gives out its parts. */
export interface Claim {
  /** Whether it is still this process; one that stood still for long may have been taken for dead. */
  isHeld(): boolean;
  release(): void;
}

export type Claimed =
  | { readonly ok: true; readonly claim: Claim }
  /** Who has it: `process 4711 on login1`. */
  | { readonly ok: false; readonly holder: string };

/** A holder touches its file so often, ms. */
const BEAT_MS = 2_000;
/** One that misses three beats is dead: clocks of two machines are never compared. */
const MISSED = 3.5;

/** Claims a folder, over from a process that has died; takes a few seconds if there was one. */
export async function claimFolder(folder: string, beatMs = BEAT_MS): Promise<Claimed> {
  const path = join(folder, 'owner');
  const self = identityOf(process.pid);
  if (!self) throw new Error('this process does not find itself');
  const own: Holder = { host: hostname(), ...self };
  const draft = `${path}.${own.host}.${own.pid}`;
  writeFileSync(draft, JSON.stringify(own), { mode: 0o600 });
  try {
    while (!isLinked(draft, path)) {
      const other = read(path);
      if (other && (await isLiving(other, path, beatMs))) {
        return { ok: false, holder: `process ${other.pid} on ${other.host}` };
      }
      discardDead(path, `${draft}.dead`, (aside) => isSame(read(aside), other));
    }
  } finally {
    rmSync(draft, { force: true });
  }
  return { ok: true, claim: hold(path, own, beatMs) };
}

function hold(path: string, own: Holder, beatMs: number): Claim {
  const isHeld = () => isSame(read(path), own);
  const timer = setInterval(() => {
    if (isHeld()) utimesSync(path, new Date(), new Date());
  }, beatMs);
  timer.unref();
  return {
    isHeld,
    release: () => {
      clearInterval(timer);
      if (isHeld()) rmSync(path, { force: true });
    },
  };
}

/** One of this machine can be looked up; others, and those of another container, are known by their beat. */
async function isLiving(other: Holder, path: string, beatMs: number): Promise<boolean> {
  if (other.host === hostname() && isAlive(other)) return true;
  const before = beatOf(path);
  await new Promise((resolve) => setTimeout(resolve, MISSED * beatMs));
  return beatOf(path) !== before;
}

function beatOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs;
}

function isSame(one: Holder | undefined, other: Holder | undefined): boolean {
  return (
    one?.pid === other?.pid && one?.host === other?.host && one?.startedAt === other?.startedAt
  );
}

function read(path: string): Holder | undefined {
  return readHolder(path, holder);
}
