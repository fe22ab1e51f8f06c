import { rmSync, type Stats, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import process from 'node:process';
import type { DoctorFinding } from '../engine/finding.ts';
import { percent, type Space, spaceOf } from './space.ts';

/** Below this share of free space runs pause, and below that one it may soon be so. */
const LEAST_FREE = 0.05;
const FEW_FREE = 0.1;

/** Whether a control plane can keep its runs in this folder. Nothing is made in it but a socket, for a moment. */
export async function examineState(home: string): Promise<DoctorFinding[]> {
  const { folder, stats } = nearest(home);
  const findings = [ownerOf(home, folder, stats)];
  if (findings[0]!.verdict === 'broken') return findings;
  return [
    ...findings,
    spaceFinding('state.space', folder, await spaceOf(folder)),
    await socketIn(folder),
  ];
}

/** The folder or, where it is not there yet, the one in which it will be made. */
function nearest(home: string): { readonly folder: string; readonly stats: Stats } {
  for (let folder = home; ; folder = dirname(folder)) {
    const stats = statSync(folder, { throwIfNoEntry: false });
    if (stats) return { folder, stats };
  }
}

function ownerOf(home: string, folder: string, stats: Stats): DoctorFinding {
  const base = { code: 'state.folder', about: 'state folder' };
  const advice = 'Name another with GIGAFACTORY_HOME.';
  if (!stats.isDirectory()) {
    return { ...base, verdict: 'broken', found: `${folder} is no folder.`, advice };
  }
  if (folder !== home) {
    return { ...base, verdict: 'ok', found: `${home} will be made, for you alone.` };
  }
  if (stats.uid !== process.getuid?.()) {
    const found = `${home} belongs to user ${stats.uid}, not to you.`;
    return { ...base, verdict: 'broken', found, advice };
  }
  const mode = (stats.mode & 0o777).toString(8).padStart(4, '0');
  if ((stats.mode & 0o077) === 0) {
    return { ...base, verdict: 'ok', found: `${home}, for you alone (mode ${mode}).` };
  }
  const found = `Others can enter ${home} (mode ${mode}); the first run closes it to them.`;
  return { ...base, verdict: 'warning', found, advice: `chmod 700 ${home}` };
}

/** How much is free on the disk of a folder, for what is written while runs go on. */
export function spaceFinding(code: string, folder: string, { free, share }: Space): DoctorFinding {
  const found = `${(free / 1e9).toFixed(free < 10e9 ? 1 : 0)} GB (${percent(share)}) of the disk of ${folder} are free.`;
  const base = { code, about: 'free space', found };
  if (share >= FEW_FREE) return { ...base, verdict: 'ok' };
  const advice = `Make room: runs pause below ${percent(LEAST_FREE)}.`;
  return { ...base, verdict: share < LEAST_FREE ? 'broken' : 'warning', advice };
}

/** Some shared file systems have no sockets. */
async function socketIn(folder: string): Promise<DoctorFinding> {
  const base = { code: 'state.socket', about: 'socket' };
  const path = join(folder, `.doctor-${process.pid}.sock`);
  const server = createServer();
  const why = await new Promise<string | undefined>((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen(path, () => resolve(undefined));
  });
  server.close();
  rmSync(path, { force: true });
  // The control plane puts a socket whose path is too long elsewhere by itself.
  if (why === undefined || why === 'EINVAL' || why === 'ENAMETOOLONG') {
    return { ...base, verdict: 'ok', found: 'The control plane can listen in it.' };
  }
  return {
    ...base,
    verdict: 'broken',
    found: `No Unix socket can be made in ${folder} (${why}).`,
    advice: 'Name a folder on a disk of this machine with GIGAFACTORY_HOME.',
  };
}
