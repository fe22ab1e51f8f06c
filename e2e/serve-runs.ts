import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Rig } from '../scripts/lib/chaos/rig.mjs';

const CLI = fileURLToPath(new URL('../packages/cli/bin/gigafactory.js', import.meta.url));

export interface ServedRuns {
  /** What it prints, with the token in it. */
  readonly link: string;
  readonly end: () => void;
}

/** Serves a factory and the runs of a state folder with `gigafactory up`. */
export function serveRuns(rig: Rig, file: string): Promise<ServedRuns> {
  const env = { ...process.env, GIGAFACTORY_HOME: rig.home };
  const child = spawn(process.execPath, [CLI, 'up', file, '--port', '4690'], { env });
  return new Promise((resolve, reject) => {
    let text = '';
    const read = (chunk: Buffer) => {
      text += chunk.toString();
      const link = /http:\/\/127\.0\.0\.1:\d+\/?#token=\S+/.exec(text)?.[0];
      if (link) resolve({ link, end: () => void child.kill('SIGTERM') });
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('exit', (code) => reject(new Error(`up ended with ${code}: ${text}`)));
  });
}
