/**
 * The program of a task in tests: `node task.fixture.mjs ROOM ARRAY`, with the folder of this room once compiled.
 * Where GIGAFACTORY_TEST_LOG names a file, its lives are made up, and the first of each part is written there; it dies
 * in the life that GIGAFACTORY_TEST_DIE names. It takes itself for the program that GIGAFACTORY_TEST_PROGRAM names.
 */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What JSON would not carry is in it. */
export function quickLives({ text, from, before }) {
  if (text === 'wrong') return { ok: false, problems: [{ code: 'run.unknown', message: 'No.' }] };
  return { ok: true, value: { from, before, lives: [-0, Number.POSITIVE_INFINITY, undefined] } };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , room, array] = process.argv;
  const { answerParts } = await import(join(room, 'answer-parts.js'));
  const { GIGAFACTORY_ARRAY_INDEX, GIGAFACTORY_TEST_LOG, GIGAFACTORY_TEST_DIE } = process.env;
  // Loading all operations takes longer than all else here.
  const isQuick = GIGAFACTORY_TEST_LOG !== undefined;
  const { dispatch } = isQuick ? {} : await import('@gigafactory/core/api');
  const answer = (part, input) => {
    if (!isQuick) return dispatch(part, input);
    appendFileSync(GIGAFACTORY_TEST_LOG, `${input.from}\n`);
    const die = Number(GIGAFACTORY_TEST_DIE);
    if (input.from <= die && die < input.before) process.kill(process.pid, 'SIGKILL');
    return quickLives(input);
  };
  const program = process.env.GIGAFACTORY_TEST_PROGRAM;
  const isWhole = answerParts(array, Number(GIGAFACTORY_ARRAY_INDEX), answer, program);
  process.exitCode = isWhole ? 0 : 1;
}
