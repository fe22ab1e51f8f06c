import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dispatch } from '@gigafactory/core/api';
import { describe, expect, it } from 'vitest';
import { runMain, type Surroundings } from './io.fixture.ts';

const ROOT = join(import.meta.dirname, '../../..');
const FILE = 'examples/one-pod.yaml';
const TEXT = readFileSync(join(ROOT, FILE), 'utf8');

function gigafactory(argv: readonly string[], around: Surroundings = {}) {
  return runMain(argv, { cwd: ROOT, run: async (name, input) => dispatch(name, input), ...around });
}

describe('on a terminal', () => {
  it.each([40, 60, 100, 132])('with %i columns, no sentence is wider', async (columns) => {
    const around = { isTTY: true, columns, env: { NO_COLOR: '1' } };
    const planned = await gigafactory(['plan', FILE], around);
    for (const label of ['GPUs', 'strategy', 'memory', 'inputs']) {
      const lines = planned.out.split('\n');
      const first = lines.findIndex((line) => line.startsWith(`  ${label} `));
      const end = lines.findIndex(
        (line, index) => index > first && !line.startsWith(' '.repeat(16)),
      );
      expect(end).toBeGreaterThan(first);
      for (const line of lines.slice(first, end)) {
        const isOneWord = !line.slice(16).includes(' ');
        expect(isOneWord || line.length <= columns, line).toBe(true);
      }
    }
    const refused = await gigafactory(['plan', FILE, '--set', 'fleet.gpus=50001'], around);
    expect(refused.code).toBe(2);
    for (const line of refused.err.split('\n')) expect(line.length).toBeLessThanOrEqual(columns);
    const help = await gigafactory(['twin', '--help'], around);
    for (const line of help.out.split('\n'))
      expect(line.length).toBeLessThanOrEqual(Math.max(52, columns));
  });
});

describe('a file full of control characters', () => {
  const EVIL = '\u001b]0;title\u0007\u001b[31m\nred\u009b1m\u202e';
  const quoted = JSON.stringify(EVIL);
  const unprintable = /[^\P{Cc}\n]|\p{Bidi_Control}/u;

  it.each([
    ['its name', (text: string) => text.replace(/^name: .*/m, `name: ${quoted}`)],
    ['a run', (text: string) => text.replaceAll('pretrain', quoted)],
    ['a claim', (text: string) => text.replace(/claim: .*/, `claim: ${quoted}`)],
    [
      'a task',
      (text: string) =>
        text.replace(/^ {4}delivery:/m, `    ${quoted}:\n      takes: 1 d\n    delivery:`),
    ],
    ['a value', (text: string) => text.replace('h100-sxm', quoted)],
    ['a key', (text: string) => `${text}${quoted}: 1\n`],
    ['a YAML error', (text: string) => `${text}${EVIL}: [\n`],
  ])('in %s prints none of them', async (_, change) => {
    const stdin = change(TEXT);
    expect(stdin).not.toBe(TEXT);
    for (const command of ['check', 'plan', 'explain']) {
      for (const isTTY of [false, true]) {
        const { out, err } = await gigafactory([command, '-', '--no-color'], { stdin, isTTY });
        expect(`${out}${err}`).not.toBe('');
        expect(unprintable.exec(`${out}${err}`)?.[0]).toBeUndefined();
        expect(`${out}${err}`).not.toMatch(/^red/m);
      }
    }
  });

  it('prints one problem per line, and leaves them unchanged in JSON', async () => {
    const stdin = `${TEXT}${quoted}: 1\n`;
    const { err } = await gigafactory(['check', '-'], { stdin });
    expect(err.trimEnd().split('\n')).toHaveLength(1);
    const { problems } = JSON.parse((await gigafactory(['check', '-', '--json'], { stdin })).out);
    expect(problems[0].path).toBe(EVIL);
  });

  it('prints none of those that a user typed', async () => {
    const said = [
      await gigafactory(['plan', `${EVIL}.yaml`]),
      await gigafactory([EVIL]),
      await gigafactory(['plan', FILE, `--${EVIL}`]),
      await gigafactory(['plan', FILE, '--set', `${EVIL}=1`]),
      await gigafactory(['twin', FILE, '--run', EVIL]),
      await gigafactory(['explain', FILE, EVIL]),
    ];
    for (const { code, err } of said) {
      expect(code).toBe(2);
      expect(unprintable.exec(err)?.[0]).toBeUndefined();
      expect(err.trimEnd().split('\n')).toHaveLength(1);
    }
  });
});
