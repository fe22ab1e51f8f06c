/**
 * A program that writes to a store until it is killed: `node writer.fixture.mjs INDEX PLACE RUNS`, with the
 * compiled index of the journal and the place of the store as JSON. Each of its runs goes on with the lines it has; after each line that is
 * acknowledged it prints `RUN LINE`, after an order `order N`, and what the store tells its listeners.
 */
import { writeSync } from 'node:fs';

const [, , index, database, runs] = process.argv;
// A test that is killed leaves nobody who would end it.
const parent = process.ppid;
setInterval(() => process.ppid === parent || process.exit(1), 1000).unref();
const { openStore } = await import(index);

const opened = await openStore(JSON.parse(database), { lingerMs: 5, retryMs: 20 });
if (!opened.ok) {
  say(`refused ${opened.problems[0].code}`);
  process.exit(1);
}
const store = opened.value;
store.subscribe({
  troubled: ({ code }) => say(`troubled ${code}`),
  recovered: () => say('recovered'),
  lost: ({ code }) => say(`lost ${code}`),
});
say(`fence ${store.fence}`);
for (let run = 0; run < Number(runs); run++) void live(`run-${run}`);

/** Written before anything else happens: what is printed was acknowledged. */
function say(text) {
  writeSync(1, `${text}\n`);
}

async function live(name) {
  try {
    if (!store.find(name)) await store.create(name, { start: {}, startedAt: 0 });
    for (let line = store.find(name).lines + 1; ; line += 2) {
      void store.append(name, [lineOf(name, line)], false);
      await store.append(name, [lineOf(name, line + 1)], true);
      say(`${name} ${line + 1}`);
      if (line % 10 === 0) {
        await store.order({ name, time: line, by: 'a person', order: { line } });
        say(`order ${line}`);
      }
    }
  } catch (error) {
    say(`ended ${error.problem?.code ?? error.message}`);
  }
}

/** Of uneven length, so that pages are torn everywhere. */
function lineOf(name, line) {
  return JSON.stringify({ name, line, filling: 'x'.repeat((line * 7919) % 600) });
}
