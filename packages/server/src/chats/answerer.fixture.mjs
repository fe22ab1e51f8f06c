/**
 * Has an answer of so many pieces written in the chats of a folder, and says which ones readers saw. Arguments: the built
 * packages/server and packages/grok, the folder, how many pieces; then `ask`, or the chat and answer to read on.
 */
import { setTimeout as pause } from 'node:timers/promises';

const [server, grok, home, count, chat, answer] = process.argv.slice(2);
const { openChats } = await import(`${server}/chats/open.js`);
const { Assistant } = await import(`${grok}/assistant/index.js`);

const say = (line) => void process.stdout.write(`${line}\n`);

const counter = {
  facts: { id: 'counter', about: '', goesTo: '', price: '' },
  isRepeatable: true,
  async *answer() {
    for (let place = 0; place < Number(count); place++) {
      if (place % 7 === 0) await pause(1);
      yield { kind: 'text', delta: `${place} ` };
    }
    yield { kind: 'end', reason: 'done' };
  },
};

const store = openChats({ home });
if (!store.ok) throw new Error(store.problems[0].message);
const assistant = await Assistant.open({
  store: store.value.of(''),
  answerers: () => [counter],
  wholeText: async ({ text }) => ({ ok: true, value: text }),
  now: Date.now,
  warn: (message) => say(`warned ${message}`),
});
const factory = { text: 'gigafactory: 1\n', file: 'factory.yaml' };
const begun =
  chat === 'ask'
    ? (await assistant.ask({ text: 'count', parent: null, factory })).value
    : { chat, answer };
say(`answer ${begun.chat} ${begun.answer}`);
const reader = (await assistant.events(begun.chat, begun.answer, 0)).value;
const tell = () => {
  for (const { offset } of reader.next()) say(`saw ${offset}`);
};
reader.listen(tell);
tell();
while (!reader.isOver()) await pause(2);
tell();
say('over');
await assistant.close();
await store.value.close();
