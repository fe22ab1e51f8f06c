import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Ended, idleControl, runMain } from '../io.fixture.ts';

let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'keys-'));
});

afterEach(() => rmSync(home, { recursive: true }));

function run(...argv: string[]): Promise<Ended> {
  return runMain(['keys', ...argv], { control: idleControl(home) });
}

describe('gigafactory keys', () => {
  it.each([
    [['burn', 'a'], '"make" or "revoke"'],
    [['make'], 'needs a NAME'],
    [['make', 'a', '--tier', 'gold'], 'free and premium'],
    [['--tier', 'free'], 'for a key that is made'],
    [['make', 'a\nb'], '1 to 80 letters'],
    [['revoke', 'nobody'], 'No key that holds'],
  ])('refuses %j', async (argv, words) => {
    const { code, err } = await run(...argv);
    expect([code, err]).toEqual([2, expect.stringContaining(words)]);
  });

  it('shows a key once, and keeps only its hash', async () => {
    const made = await run('make', 'ada', '--tier', 'premium', '--json');
    const { secret, id, tier } = JSON.parse(made.out);
    expect([secret.startsWith(`gf-${id}-`), tier]).toEqual([true, 'premium']);
    expect(readFileSync(join(home, 'gateway-keys.jsonl'), 'utf8')).not.toContain(secret);
    const again = await run('make', 'ada');
    expect([again.code, again.err]).toEqual([2, expect.stringContaining('revoke it first')]);
    const listed = JSON.parse((await run('--json')).out);
    expect(listed.keys).toEqual([
      { id, name: 'ada', tier: 'premium', madeAt: '2026-11-29T20:45:00.000Z', madeBy: 'ada@hill' },
    ]);
  });

  it('revokes by name, and says when', async () => {
    await run('make', 'ada');
    expect((await run('revoke', 'ada')).code).toBe(0);
    expect((await run('revoke', 'ada')).code).toBe(2);
    expect((await run()).out).toContain('revoked 2026-11-29 21:45:00 +01:00');
    expect((await run('make', 'ada')).code).toBe(0);
  });
});
