import type { Problem } from '@gigafactory/core/base';
import type { GenerateRequest } from './port.ts';

/** What requests are checked against. */
export interface RequestLimits {
  /** Tokens that the model knows. */
  readonly vocabulary: number;
  /** Most positions of a text. */
  readonly sequence: number;
}

/** What is wrong with a request, whatever its grammar. */
export function problemOf(request: GenerateRequest, limits: RequestLimits): Problem | undefined {
  const { prompt, mostTokens, temperature = 0, seed = 0, stop = [] } = request;
  const { sequence } = limits;
  const unknown = unknownToken(prompt, limits) ?? unknownToken(stop, limits);
  if (unknown) return unknown;
  if (prompt.length === 0)
    return { code: 'prompt.empty', message: 'The prompt is empty: begin with the end of a text.' };
  if (prompt.length > sequence)
    return {
      code: 'prompt.long',
      message: `The prompt has ${prompt.length} tokens; the model takes ${sequence}.`,
    };
  if (!(Number.isInteger(mostTokens) && mostTokens > 0))
    return { code: 'request.tokens', message: 'mostTokens is a whole number above 0.' };
  if (!(temperature >= 0 && temperature < Number.POSITIVE_INFINITY))
    return { code: 'request.temperature', message: 'The temperature is a number from 0 on.' };
  if (!Number.isInteger(seed))
    return { code: 'request.seed', message: 'The seed is a whole number.' };
  return undefined;
}

/** What is wrong with tokens whose probabilities are asked for. */
export function scoreProblemOf(
  tokens: readonly number[],
  limits: RequestLimits,
  given: number,
): Problem | undefined {
  const unknown = unknownToken(tokens, limits);
  if (unknown) return unknown;
  const most = limits.sequence + 1;
  if (tokens.length < 2 || tokens.length > most)
    return {
      code: 'score.length',
      message: `From 2 to ${most} tokens can be scored, not ${tokens.length}.`,
    };
  if (Number.isInteger(given) && given >= 1 && given < tokens.length) return undefined;
  return {
    code: 'score.given',
    message: `From 1 to ${tokens.length - 1} of ${tokens.length} tokens can be given, not ${given}.`,
  };
}

function unknownToken(
  tokens: readonly number[],
  { vocabulary }: RequestLimits,
): Problem | undefined {
  const unknown = tokens.find(
    (token) => !(Number.isInteger(token) && token >= 0 && token < vocabulary),
  );
  if (unknown === undefined) return undefined;
  return {
    code: 'prompt.token',
    message: `Token ${unknown} is none of the ${vocabulary} of the model: encode with its own tokenizer.`,
  };
}
