import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keyFile, makeKey } from '@gigafactory/grok/gateway';
import { openBooks } from '@gigafactory/server';
import { openStateFolder } from '@gigafactory/server/state';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Ended, idleControl, runMain } from '../io.fixture.ts';

let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'usage-'));
});

afterEach(() => rmSync(home, { recursive: true }));

function run(...argv: string[]): Promise<Ended> {
  return runMain(['usage', ...argv], { control: idleControl(home) });
}

/** Books that a gateway has open, with one answer in them. */
async function openWith(key: string) {
  const folder = openStateFolder(home);
  if (!folder.ok) throw new Error('no folder');
  const books = await openBooks(folder.value);
  if (!books.ok) throw new Error(books.problems[0]?.message);
  const entry = {
    ...{ kind: 'answer', id: 'resp_1', key, face: 'chat', model: 'm', upstream: 'u' },
    ...{ at: '2026-11-29T20:00:00.000Z', seconds: 1, status: 'completed' },
    ...{ input: 1200, output: 5, isEstimated: true, cost: 0.5, lost: 0 },
  };
  await books.value.append(JSON.stringify(entry), true);
  return books.value;
}

function ada(): string {
  const now = new Date('2026-11-29T00:00:00Z');
  const made = makeKey({ path: keyFile(home), name: 'ada', tier: 'premium', by: 'tests', now });
  if (!made.ok) throw new Error('no key');
  return made.value.key.id;
}

describe('gigafactory usage', () => {
  it.each([
    [['--since', 'yesterday'], 'is a day such as'],
    [['--since', '2026-02-30'], 'is a day such as'],
    [['--key', 'bob'], 'No key was ever named bob'],
  ])('refuses %j', async (argv, words) => {
    const { code, err } = await run(...argv);
    expect([code, err]).toEqual([2, expect.stringContaining(words)]);
  });

  it('says what is wrong with gateway.yaml, and with a file that is no database', async () => {
    writeFileSync(join(home, 'gateway.yaml'), 'gateway: 2\n');
    expect(await run()).toMatchObject({ code: 2, err: expect.stringContaining('gateway.yaml:1') });
    writeFileSync(join(home, 'gateway.yaml'), 'gateway: 1\n');
    writeFileSync(join(home, 'gateway.db'), 'x'.repeat(8192));
    expect(await run()).toMatchObject({ code: 2, err: expect.stringContaining('gateway.db') });
  });

  it('says that nothing was asked', async () => {
    const { code, out } = await run();
    expect([code, out]).toEqual([0, expect.stringContaining('Nothing was asked')]);
  });

  it('reads beside the gateway that writes', async () => {
    const books = await openWith(ada());
    const { code, out } = await run();
    const words = out.replace(/ +/g, ' ');
    expect(code).toBe(0);
    expect(words).toContain(' ada 1 0 ~1,200 ~5 1 $0.5');
    expect(words).toContain(' 2026-11-29 1 0 ~1,200');
    expect(words).toContain(' all 1 0 ~1,200');
    expect(words).toContain('ada, premium $4.50 of $5 today');
    await books.append(
      JSON.stringify({ kind: 'deleted', id: 'resp_1', key: '', at: '2026-11-29T20:01:00.000Z' }),
      true,
    );
    const json = JSON.parse((await run('--key', 'ada', '--since', '2026-11-29', '--json')).out);
    expect(json).toMatchObject({
      since: '2026-11-29',
      total: { requests: 1, input: 1200, estimated: 1, cost: 0.5 },
      budgets: [{ name: 'ada', day: { spent: 0.5, left: 4.5 } }],
    });
    expect((await run('--since', '2026-11-30')).out).toContain('Nothing was asked');
    await books.close();
    expect((await run()).out).toContain('1,200');
  });
});
