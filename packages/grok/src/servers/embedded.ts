import { andThen, failed, ok, type Result } from '@gigafactory/core/base';
import { Decoder, type DecoderModel } from '../decoder/index.ts';
import type { Vocabulary } from '../grammar/index.ts';
import type { ModelServer } from './port.ts';
import { Scheduler, STREAMS } from './scheduler.ts';
import { tokensOf } from './stream.ts';

/** A model to serve. */
export interface ServedModel extends DecoderModel {
  /** With its version. */
  readonly name: string;
  readonly vocabulary: Vocabulary;
}

/**
 * Serves a model in this thread, in Node or in a browser: between two steps, of some milliseconds at most for a small
 * model, the thread does what else waits. `streams` is how many texts grow at once, 8 if absent; others wait.
 * Problems: `server.vocabulary` if tokenizer and weights do not belong together, and those of the decoder.
 */
export async function serveHere(
  model: ServedModel,
  streams: number = STREAMS,
): Promise<Result<ModelServer>> {
  return andThen(await createScheduler(model, streams), (scheduler) =>
    ok({
      kind: 'embedded',
      model: model.name,
      generate: (request, signal) =>
        tokensOf((listener) => scheduler.start(request, listener), signal),
      score: (tokens, given) => scheduler.score(tokens, given),
      close: async () => scheduler.close(),
    }),
  );
}

export async function createScheduler(
  model: Omit<ServedModel, 'name'>,
  streams: number,
): Promise<Result<Scheduler>> {
  const { vocabulary, shape } = model;
  if (vocabulary.size !== shape.vocabulary)
    return failed({
      code: 'server.vocabulary',
      message: `The tokenizer has ${vocabulary.size} tokens; the model has ${shape.vocabulary}.`,
    });
  return andThen(await Decoder.create(model), (decoder) =>
    ok(new Scheduler(decoder, vocabulary, streams)),
  );
}
