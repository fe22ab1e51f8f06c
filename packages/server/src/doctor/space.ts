import { statfs } from 'node:fs/promises';

/** How much of a disk is free for this user. */
export interface Space {
  /** B */
  readonly free: number;
  /** Of the whole disk, 0 to 1. */
  readonly share: number;
  /** Magic number of its file system. */
  readonly type: number;
}

/** The disk of a folder. */
export async function spaceOf(folder: string): Promise<Space> {
  const { bavail, blocks, bsize, type } = await statfs(folder);
  return { free: bavail * bsize, share: blocks === 0 ? 1 : bavail / blocks, type };
}

/** `12.5 %` */
export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
