import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ok, type Result } from '@gigafactory/core/base';
import { END_OF_TEXT, type Tokenizer } from '@gigafactory/trainer/tokenizer';
import { readModel } from '../../model/index.ts';
import { serveHere, serveInThreads } from '../../servers/index.ts';
import { Witness } from '../witness/witness.ts';
import type { RunOperation } from './run-call.ts';
import { Skill } from './skill.ts';

/** The factory file that ships, for questions about no other. */
export const PACKAGED_FACTORY = join(
  dirname(fileURLToPath(import.meta.url)),
  '..',
  '..',
  '..',
  'examples',
  'gigafactory-of-compute.yaml',
);

/**
 * The skill of a published model. It answers in this thread, or with `inThreads` in others, so that what else this
 * process does goes on meanwhile. Problems: those of `readModel` and `serveHere`.
 */
export async function openSkill(
  { folder, model }: { readonly folder: string; readonly model: string },
  run: RunOperation,
  { inThreads = false }: { readonly inThreads?: boolean } = {},
): Promise<Result<Skill>> {
  const read = await readModel(folder);
  if (!read.ok) return read;
  const { tokenizer, shape, layout, sequence, weights } = read.value;
  const served = await (inThreads ? serveInThreads : serveHere)({
    name: model,
    vocabulary: vocabularyOf(tokenizer),
    shape,
    layout,
    sequence,
    weights,
  });
  if (!served.ok) return served;
  const speaker = { server: served.value, tokenizer, sequence, witness: await Witness.open() };
  return ok(new Skill(speaker, run));
}

function vocabularyOf(tokenizer: Tokenizer) {
  return {
    size: tokenizer.size,
    end: END_OF_TEXT,
    bytesOf: (token: number) => tokenizer.bytesOf(token),
  };
}
