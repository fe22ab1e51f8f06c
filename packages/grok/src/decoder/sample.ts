import { exp, failed, ln, ok, type RandomStream, type Result } from '@gigafactory/core/base';

export interface Choice {
  /** 1 where a token may be chosen; all may without it. */
  readonly allowed?: Uint8Array | undefined;
  /** 0 takes the likeliest token, of equally likely ones the lowest. */
  readonly temperature: number;
  /** Drawn from once for each token at a temperature above 0. */
  readonly random: RandomStream;
}

/** Problems: `decoder.nan` if a logit is no number, `decoder.stuck` if no token is allowed. */
export function choose(logits: Float32Array, choice: Choice): Result<number> {
  const best = likeliest(logits, choice.allowed);
  if (Number.isNaN(best))
    return failed({
      code: 'decoder.nan',
      message: 'The model computed what is no number: its weights are damaged or too large.',
    });
  if (best < 0)
    return failed({ code: 'decoder.stuck', message: 'No token may follow under the grammar.' });
  return ok(choice.temperature > 0 ? draw(logits, logits[best]!, choice) : best);
}

/** Logarithm of the probability of a token, nats. */
export function logProbability(logits: Float32Array, token: number): number {
  let most = Number.NEGATIVE_INFINITY;
  for (const logit of logits) most = Math.max(most, logit);
  let sum = 0;
  for (const logit of logits) sum += exp(logit - most);
  return logits[token]! - most - ln(sum);
}

/** -1 if none is allowed, NaN if there is one that is no number. */
function likeliest(logits: Float32Array, allowed: Uint8Array | undefined): number {
  let best = -1;
  let most = Number.NEGATIVE_INFINITY;
  for (let token = 0; token < logits.length; token++) {
    const logit = logits[token]!;
    if (!(Math.abs(logit) < Number.POSITIVE_INFINITY)) return Number.NaN;
    if (logit > most && (allowed === undefined || allowed[token] === 1)) {
      most = logit;
      best = token;
    }
  }
  return best;
}

function draw(
  logits: Float32Array,
  most: number,
  { allowed, temperature, random }: Choice,
): number {
  const shares = new Float64Array(logits.length);
  let sum = 0;
  for (let token = 0; token < logits.length; token++) {
    if (allowed !== undefined && allowed[token] !== 1) continue;
    sum += exp((logits[token]! - most) / temperature);
    shares[token] = sum;
  }
  const drawn = random.next() * sum;
  return shares.findIndex((upTo) => upTo > drawn);
}
