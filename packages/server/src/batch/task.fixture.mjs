/**
 * The program of a task in tests: `node task.fixture.mjs INDEX ARRAY`, with the compiled index of this room. Writes
 * the key of each part that it computes to the file that GIGAFACTORY_TEST_LOG names, and dies in the life that
 * GIGAFACTORY_TEST_DIE names. It takes itself for the program that GIGAFACTORY_TEST_PROGRAM names.
 */
import { appendFileSync } from 'node:fs';
import { dispatch } from '@gigafactory/core/api';

const [, , index, array] = process.argv;
const { answerParts } = await import(index);
const { GIGAFACTORY_ARRAY_INDEX, GIGAFACTORY_TEST_LOG, GIGAFACTORY_TEST_DIE } = process.env;
const program = process.env.GIGAFACTORY_TEST_PROGRAM;

const answer = (part, input) => {
  if (GIGAFACTORY_TEST_LOG) {
    appendFileSync(GIGAFACTORY_TEST_LOG, `${JSON.stringify([input.edits ?? {}, input.from])}\n`);
  }
  const die = Number(GIGAFACTORY_TEST_DIE);
  if (input.from <= die && die < input.before) process.kill(process.pid, 'SIGKILL');
  return dispatch(part, input);
};

process.exitCode = answerParts(array, Number(GIGAFACTORY_ARRAY_INDEX), { answer, program }) ? 0 : 1;
