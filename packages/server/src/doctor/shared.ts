import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DoctorFinding } from '../engine/finding.ts';
import { spaceOf } from './space.ts';
import { spaceFinding } from './state.ts';

/** File systems by the number that statfs(2) tells; those of one machine others see only if it exports them. */
const FILE_SYSTEMS: ReadonlyMap<number, { readonly name: string; readonly isLocal: boolean }> =
  new Map([
    [0x6969, { name: 'NFS', isLocal: false }],
    [0x0bd0_0bd0, { name: 'Lustre', isLocal: false }],
    [0x4750_4653, { name: 'GPFS', isLocal: false }],
    [0x1983_0326, { name: 'BeeGFS', isLocal: false }],
    [0x00c3_6400, { name: 'CephFS', isLocal: false }],
    [0xff53_4d42, { name: 'CIFS', isLocal: false }],
    [0xfe53_4d42, { name: 'SMB', isLocal: false }],
    [0x0102_1994, { name: 'tmpfs', isLocal: true }],
    [0xef53, { name: 'ext4', isLocal: true }],
    [0x5846_5342, { name: 'XFS', isLocal: true }],
    [0x9123_683e, { name: 'Btrfs', isLocal: true }],
    [0x794c_7630, { name: 'overlayfs', isLocal: true }],
    [0x2fc1_2fc1, { name: 'ZFS', isLocal: true }],
  ]);

/** From this difference on times in logs mislead, s. */
export const MUCH_SKEW = 5;

/** What of the folder of `engine.shared` can be told without the nodes. */
export async function examineShared(shared: string): Promise<DoctorFinding[]> {
  const there = statSync(shared, { throwIfNoEntry: false });
  const base = { code: 'shared.folder', about: 'shared folder' };
  if (!there?.isDirectory()) {
    const found = there ? `${shared} is no folder.` : `There is no folder ${shared} here.`;
    const advice = 'Make it, or mount it here under the path that it has on the nodes.';
    return [{ ...base, verdict: 'broken', found, advice }];
  }
  const written = clockOf(shared);
  if (typeof written === 'string') {
    const found = `${shared} cannot be written to (${written}).`;
    return [{ ...base, verdict: 'broken', found, advice: 'Give it to the user who starts runs.' }];
  }
  const space = await spaceOf(shared);
  return [
    { ...base, verdict: 'ok', found: `${shared} can be written to.` },
    systemOf(shared, space.type),
    spaceFinding('shared.space', shared, space),
    serverClock(written),
  ];
}

function systemOf(shared: string, type: number): DoctorFinding {
  const base = { code: 'shared.system', about: 'file system' };
  const system = FILE_SYSTEMS.get(type);
  if (system && !system.isLocal) {
    return { ...base, verdict: 'ok', found: `${shared} is on ${system.name}.` };
  }
  const found = system
    ? `${shared} is on ${system.name}, a file system of this machine: nodes see it only if it is exported to them.`
    : `${shared} is on a file system that is not known here (0x${type.toString(16)}).`;
  return { ...base, verdict: 'warning', found, advice: 'Let --jobs try it from the nodes.' };
}

/** How far the clock of the file server is ahead of this machine's, s; the code of the error if it takes no file. */
function clockOf(shared: string): number | string {
  try {
    const folder = mkdtempSync(join(shared, '.doctor-'));
    try {
      const file = join(folder, 'clock');
      const before = Date.now();
      writeFileSync(file, 'x');
      const after = Date.now();
      const { mtimeMs } = statSync(file);
      if (mtimeMs < before) return (mtimeMs - before) / 1000;
      return Math.max(0, mtimeMs - after) / 1000;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
}

function serverClock(skew: number): DoctorFinding {
  const base = { code: 'shared.clock', about: 'its clock' };
  if (Math.abs(skew) < MUCH_SKEW) {
    return { ...base, verdict: 'ok', found: 'Its files have the time of this machine.' };
  }
  const found = `Its files have times that are ${Math.abs(skew).toFixed(0)} s ${skew < 0 ? 'behind' : 'ahead of'} this machine.`;
  const advice = 'Let both follow one time server (NTP, chrony).';
  return { ...base, verdict: 'warning', found, advice };
}
