/**
 * How many chats can be streamed at once: 1,000 answers of 50 pieces, each durable before its reader sees it, one piece of
 * each every 100 ms. Run by `tsc -b packages/server && node bench/chats.bench.mjs`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Assistant } from '@gigafactory/grok/assistant';
import { openChats } from '@gigafactory/server';

const CHATS = Number(process.argv[2] ?? 1000);
const PIECES = 50;
const EVERY_MS = 100;

const home = mkdtempSync(join(tmpdir(), 'gigafactory-chats-bench-'));
/**
 * From when a piece was written to when a reader had it, ms.
 *
 * @type {number[]}
 */
const late = [];
/** @type {import('@gigafactory/grok/assistant').Answerer} */
const answerer = {
  facts: { id: 'ticker', about: '', goesTo: '', price: '', sees: false },
  isRepeatable: true,
  async *answer() {
    await pause(EVERY_MS * Math.random());
    for (let place = 0; place < PIECES; place++) {
      await pause(EVERY_MS);
      yield { kind: 'text', delta: `${performance.now()} ` };
    }
    yield { kind: 'end', reason: 'done' };
  },
};

const store = openChats({ home });
if (!store.ok) throw new Error(store.problems[0]?.message);
const assistant = await Assistant.open({
  store: store.value.of(''),
  answerers: () => [answerer],
  wholeText: async ({ text }) => ({ ok: true, value: text }),
  take: () => {
    throw new Error('nothing is attached here');
  },
  now: Date.now,
  warn: (message) => {
    throw new Error(message);
  },
});

/**
 * @template Value
 * @param {import('@gigafactory/core/base').Result<Value>} result
 * @returns {Value}
 */
function granted(result) {
  if (!result.ok) throw new Error(result.problems[0]?.message);
  return result.value;
}

/** @param {import('@gigafactory/core/chats').Asked} asked */
async function read({ chat, answer }) {
  const reader = granted(await assistant.events(chat, answer, 0));
  let offset = 0;
  for (;;) {
    const isLast = reader.isOver();
    for (const event of reader.next()) {
      if (event.offset !== ++offset) throw new Error(`${offset} is missing`);
      if (event.kind === 'text') late.push(performance.now() - Number(event.delta));
    }
    if (isLast) return offset;
    await /** @type {Promise<void>} */ (
      new Promise((resolve) => {
        const ignore = reader.listen(() => {
          ignore();
          resolve();
        });
        if (reader.isOver()) resolve();
      })
    );
  }
}

const began = performance.now();
const cpu = process.cpuUsage();
const factory = { text: 'gigafactory: 1\n', file: 'factory.yaml' };
const begun = [];
for (let chat = 0; chat < CHATS; chat++)
  begun.push(granted(await assistant.ask({ text: `chat ${chat}`, parent: null, factory })));
const asked = performance.now();
const lengths = await Promise.all(begun.map(read));
const ended = performance.now();
if (lengths.some((events) => events !== PIECES + 1)) throw new Error('an answer is not whole');
late.sort((a, b) => a - b);
/** @param {number} share */
const at = (share) => `${late[Math.floor(share * (late.length - 1))]?.toFixed(1)} ms`;
const { user, system } = process.cpuUsage(cpu);
console.log(`${CHATS} chats asked in ${(asked - began).toFixed(0)} ms`);
console.log(
  `${late.length} pieces in ${((ended - asked) / 1000).toFixed(1)} s, ${((user + system) / 1e6).toFixed(1)} s of CPU time`,
);
console.log(`from written to durable and read: median ${at(0.5)}, 99 % ${at(0.99)}, most ${at(1)}`);
console.log(`memory ${(process.memoryUsage().rss / 1e6).toFixed(0)} MB`);
await assistant.close();
await store.value.close();
rmSync(home, { recursive: true });
