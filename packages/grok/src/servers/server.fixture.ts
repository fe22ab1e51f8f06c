import { END_OF_TEXT } from '@gigafactory/trainer/tokenizer';
import { tinyModel } from '../model/model.fixture.ts';
import type { EndReason, GenerateRequest, ModelServer, ServedModel } from './index.ts';

/** The fixture of the model room, to be served. */
export const TINY = tinyModel();

export function tinyServed(changes: Partial<ServedModel> = {}): ServedModel {
  const { tokenizer } = TINY;
  return {
    name: 'tiny@1',
    ...TINY,
    vocabulary: {
      size: tokenizer.size,
      end: END_OF_TEXT,
      bytesOf: (token) => tokenizer.bytesOf(token),
    },
    ...changes,
  };
}

export interface Generated {
  readonly tokens: number[];
  readonly reason: EndReason;
}

/** All tokens, and why they ended. */
export async function collect(
  server: ModelServer,
  request: GenerateRequest,
  signal?: AbortSignal,
): Promise<Generated> {
  const tokens: number[] = [];
  const iterator = server.generate(request, signal);
  for (;;) {
    const next = await iterator.next();
    if (next.done) return { tokens, reason: next.value };
    tokens.push(next.value);
  }
}
