import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dispatch } from '@gigafactory/core/api';
import type { RunOperation } from '@gigafactory/server';
import { describe, expect, it } from 'vitest';
import { runMain } from './io.fixture.ts';

const ROOT = join(import.meta.dirname, '../../..');
const LEFT_OUT = '…';

const inThisProcess: RunOperation = (name, input) => Promise.resolve(dispatch(name, input));

/** Commands that the README shows, each with the lines that it says they print. */
function shownCommands(): [command: string, lines: string[]][] {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const blocks = [...readme.matchAll(/```\n\$ npx gigafactory (.*)\n([\s\S]*?)```/g)];
  return blocks.map(([, command, printed]) => [command!, printed!.trimEnd().split('\n')]);
}

describe('the README', () => {
  it('shows some commands', () => {
    expect(shownCommands().length).toBeGreaterThan(3);
  });

  it.each(shownCommands())('shows what "%s" prints', async (command, lines) => {
    const ended = await runMain(command.split(' '), { cwd: ROOT, run: inThisProcess });
    const printed = new Set(`${ended.out}\n${ended.err}`.split('\n'));
    expect(lines.filter((line) => line !== LEFT_OUT && !printed.has(line))).toEqual([]);
  });
});
