import { statfs } from 'node:fs/promises';

/** Below this share of free space, runs pause; they go on above the other one, so that they do not flap. */
const LEAST_FREE = 0.05;
const ENOUGH_FREE = 0.06;
const LOOK_MS = 5000;

export interface DiskWatch {
  /** Folder on the disk that is watched. */
  readonly folder: string;
  readonly full: (reason: string) => void;
  readonly free: (words: string) => void;
  /** The share of a disk that is free, 0 to 1; tests bring their own. */
  readonly freeShare?: (folder: string) => Promise<number>;
  readonly lookMs?: number;
}

/** Watches the space on a disk until the returned function is called. */
export function watchDisk(watch: DiskWatch): () => void {
  const { folder, full, free, freeShare = shareOf, lookMs = LOOK_MS } = watch;
  let isFull = false;
  const look = async () => {
    const share = await freeShare(folder);
    if (!isFull && share < LEAST_FREE) {
      isFull = true;
      full(
        `Only ${percent(share)} of the disk of ${folder} is free: it pauses until ${percent(ENOUGH_FREE)} are.`,
      );
    } else if (isFull && share >= ENOUGH_FREE) {
      isFull = false;
      free(`${percent(share)} of the disk is free again: it goes on.`);
    }
  };
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const loop = () =>
    void look()
      // A disk that cannot be asked is not taken for full.
      .catch(() => {})
      .then(() => {
        if (!isStopped) timer = setTimeout(loop, lookMs);
      });
  loop();
  return () => {
    isStopped = true;
    clearTimeout(timer);
  };
}

async function shareOf(folder: string): Promise<number> {
  const { bavail, blocks } = await statfs(folder);
  return blocks === 0 ? 1 : bavail / blocks;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
