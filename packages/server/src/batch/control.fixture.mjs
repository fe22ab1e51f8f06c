/**
 * A control process for tests: `node control.fixture.mjs INDEX OPTIONS`, with the compiled index of the server.
 * Prints the digest of the twin that it asks for.
 */
import { fileURLToPath } from 'node:url';
import { dispatch } from '@gigafactory/core/api';
import { openFakeScheduler } from './scheduler.fixture.mjs';

const [, , index, options] = process.argv;
const { openArrayWorkers, runInParts } = await import(index);
const { scheduler, input, ...rest } = JSON.parse(options);
const task = fileURLToPath(new URL('./task.fixture.mjs', import.meta.url));

const opened = await openArrayWorkers({
  ...rest,
  request: { operation: 'twin', input },
  command: [process.execPath, task, index],
  pilot: async (name, given) => dispatch(name, given),
  openScheduler: (prefix) => openFakeScheduler(scheduler, prefix),
});
if (!opened.ok) throw new Error(JSON.stringify(opened.problems));
const answer = await runInParts(opened.value, 'twin', input);
await opened.value.close();
process.stdout.write(`${answer.value.digest}\n`);
