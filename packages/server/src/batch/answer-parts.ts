import { hostname } from 'node:os';
import { dirname, resolve } from 'node:path';
import type { Operations, PartName } from '@gigafactory/core/api';
import type { Result } from '@gigafactory/core/base';
import {
  PartFolder,
  type PartsRequest,
  readPartsRequest,
  troublePath,
  writeWhole,
} from './part-folder.ts';
import { programIdentity } from './program.ts';

/** How one part is answered: `dispatch` of the core. */
type AnswerPart = (part: PartName, input: Operations[PartName]['input']) => Result<unknown>;

/**
 * What one task of an array does: answers its parts, one after another, each written as soon as it is there.
 * Those that another task has answered meanwhile are left. What goes wrong is written down beside the request.
 *
 * @param arrayPath the folder of the array
 * @param task its index in the array
 * @param program only tests replace it
 * @returns whether all its parts are answered
 */
export function answerParts(
  arrayPath: string,
  task: number,
  answer: AnswerPart,
  program = programIdentity(),
): boolean {
  const request = readPartsRequest(arrayPath);
  const parts = request?.tasks[task];
  const wrong = whyNot(request, parts, program);
  if (wrong !== undefined || !request || !parts) {
    complain(arrayPath, task, wrong ?? 'there is nothing to do');
    return false;
  }
  const folder = new PartFolder(resolve(dirname(arrayPath), '..'));
  let isWhole = true;
  for (const index of parts) {
    const { key, input } = request.parts[index]!;
    if (folder.readAnswer(key)) continue;
    const before = process.cpuUsage();
    try {
      // The operation checks the shape of its input itself.
      const given = { ...request.common, ...input } as unknown as Operations[PartName]['input'];
      const answered = answer(request.part, given);
      const { user, system } = process.cpuUsage(before);
      folder.writeAnswer(key, { answer: answered, cpuSeconds: (user + system) / 1e6 });
    } catch (error) {
      isWhole = false;
      complain(arrayPath, task, error instanceof Error ? error.message : String(error));
    }
  }
  return isWhole;
}

function whyNot(
  request: PartsRequest | undefined,
  parts: readonly number[] | undefined,
  program: string,
): string | undefined {
  if (!request) return 'the request cannot be read';
  if (request.program !== program) {
    return `the program there is ${program}, not ${request.program}: install the same version on all nodes`;
  }
  return parts ? undefined : 'the request has no such task';
}

function complain(arrayPath: string, task: number, what: string): void {
  process.stderr.write(`${what}\n`);
  try {
    writeWhole(troublePath(arrayPath, task), `on ${hostname()}: ${what}\n`);
  } catch {
    // The folder has gone: nobody waits for the answer any more.
  }
}
