import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createStream } from '@gigafactory/core/base';
import { textOfAnswer } from '@gigafactory/core/chats';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { counting, eventsOf, openAt } from './chats.fixture.ts';

/** What only other processes can show; they run what `tsc -b packages/server` built. */

/** How many times the server is killed; GIGAFACTORY_KILLS says another number. */
const KILLS = Number(process.env['GIGAFACTORY_KILLS'] ?? 8);
const PIECES = 400;

const PROGRAM = fileURLToPath(new URL('./answerer.fixture.mjs', import.meta.url));
const built = (pkg: string) => join(import.meta.dirname, `../../../${pkg}/dist`);

let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'gigafactory-chat-kill-'));
});
afterEach(() => rmSync(home, { recursive: true }));

interface Life {
  readonly answer: readonly [chat: string, answer: string];
  /** The last offset that a reader saw, and whether the answer was over. */
  readonly seen: number;
  readonly isOver: boolean;
}

/** One life of a server, which ends by SIGKILL once a reader has seen an offset, unless it ends before. */
async function live(again: readonly string[], killAt: number): Promise<Life> {
  const args = [PROGRAM, built('server'), built('grok'), home, String(PIECES), ...again];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const exit = once(child, 'exit');
  let answer: Life['answer'] = ['', ''];
  let [seen, isOver] = [0, false];
  for await (const line of createInterface({ input: child.stdout })) {
    const [word, ...rest] = line.split(' ');
    if (word === 'answer') answer = [rest[0] ?? '', rest[1] ?? ''];
    if (word === 'saw') {
      expect(Number(rest[0])).toBe(seen + 1);
      seen++;
    }
    if (word === 'over') isOver = true;
    if (seen >= killAt) child.kill('SIGKILL');
  }
  await exit;
  return { answer, seen, isOver };
}

describe('an answer whose server is killed', { timeout: 1_200_000 }, () => {
  it(`goes on behind what readers saw, with nothing lost or doubled, ${KILLS} times over`, async () => {
    const chance = createStream(11);
    let kills = 0;
    while (kills < KILLS) {
      let again: readonly string[] = ['ask'];
      let [most, isOver] = [0, false];
      while (!isOver) {
        // Beyond the end the answer may finish.
        const killAt = most + 1 + Math.floor(chance.next() * PIECES * 0.7);
        const life = await live(again, kills < KILLS ? killAt : Number.POSITIVE_INFINITY);
        // What a reader saw is durable, and comes again in the same places.
        expect(life.seen).toBeGreaterThanOrEqual(Math.min(most, PIECES));
        again = life.answer;
        most = life.seen;
        isOver = life.isOver;
        if (!isOver) kills++;
      }
      const assistant = await openAt(home, [counting('counter')]);
      const events = await eventsOf(assistant, again[0] ?? '', again[1] ?? '');
      const expected = Array.from({ length: PIECES }, (_, place) => `${place} `).join('');
      expect(textOfAnswer(events)).toBe(expected);
      expect(events.map(({ offset }) => offset)).toEqual(events.map((_, at) => at + 1));
      expect(events.at(-1)).toMatchObject({ kind: 'end', reason: 'done' });
      await assistant.close();
    }
  });
});
