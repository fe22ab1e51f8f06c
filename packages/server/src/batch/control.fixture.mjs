/**
 * A control process for tests: `node control.fixture.mjs ROOM OPTIONS`, with the folder of this room once compiled.
 * Asks for made-up lives.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openFakeScheduler } from './scheduler.fixture.mjs';
import { quickLives } from './task.fixture.mjs';

const [, , room, options] = process.argv;
const { openArrayWorkers } = await import(join(room, 'open.js'));
const { scheduler, inputs, ...rest } = JSON.parse(options);
const task = fileURLToPath(new URL('./task.fixture.mjs', import.meta.url));

const opened = await openArrayWorkers({
  ...rest,
  command: [process.execPath, task, room],
  pilot: async (_, input) => quickLives(input),
  openScheduler: (prefix) => openFakeScheduler(scheduler, prefix),
});
if (!opened.ok) throw new Error(JSON.stringify(opened.problems));
await opened.value.answerAll('lives', inputs, { onPart: () => {} });
await opened.value.close();
