import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

const STEP = JSON.stringify(new URL('../../scripts/lib/step.mjs', import.meta.url).href);

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gigafactory-step-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** Commands that have the folder in their arguments. */
const living = () =>
  execFileSync('ps', ['-eo', 'args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(folder) && line.startsWith(process.execPath));

it('ends all commands that run beside each other when it is told to', async () => {
  const files = ['a', 'b'].map((name) => join(folder, name));
  const program = `
    const { existsSync } = await import('node:fs');
    const { runHidden } = await import(${STEP});
    const files = JSON.parse(process.env.FILES);
    for (const file of files) {
      const script = "fs.writeFileSync(process.argv[1], ''); setInterval(() => {}, 1000)";
      void runHidden({ label: file, command: process.execPath, args: ['-e', script, file] });
    }
    setInterval(() => files.every((file) => existsSync(file)) && process.kill(process.pid, 'SIGTERM'), 50);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    env: { ...process.env, FILES: JSON.stringify(files) },
  });
  expect((await once(child, 'exit'))[0]).toBe(143);
  await expect.poll(living, { timeout: 5000 }).toEqual([]);
});
