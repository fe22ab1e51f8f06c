import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Channel, Fence } from './channel.ts';

/** What a rank shows to its peers. */
export interface Identity {
  readonly rank: number;
  readonly attempt: string;
  readonly secret: string;
  /** Of job, text and tokenizer: peers that train on something else are refused. */
  readonly subject: string;
  /** Bytes of numbers in the largest message. */
  readonly mostNumberBytes: number;
}

/** A peer will not have this rank, now or ever. */
export class Refused extends Error {
  /** Whether it is of no use to try again. */
  readonly isFinal: boolean;

  constructor(message: string, isFinal: boolean) {
    super(message);
    this.name = 'Refused';
    this.isFinal = isFinal;
  }
}

/** Who is calling, after proof. */
export interface Caller {
  readonly rank: number;
  readonly generation: number;
}

/**
 * Calls the coordinator of a generation. Each side proves that it knows the secret without sending it: the coordinator
 * first, over numbers that both drew. Throws `Refused`.
 */
export async function greet(
  channel: Channel,
  identity: Identity,
  generation: number,
): Promise<void> {
  const { rank, attempt, subject } = identity;
  const mine = randomBytes(16).toString('hex');
  channel.send({ kind: 'hello', attempt, generation, rank, subject, nonce: mine });
  const { header } = await channel.expect('challenge', 'refused');
  if (header['kind'] === 'refused')
    throw new Refused(`a peer refuses this rank: ${header['reason']}`, header['final'] === true);
  const hello = { attempt, generation, rank, mine, theirs: String(header['nonce']) };
  if (!isProof(header['proof'], proofOf('coordinator', hello, identity.secret)))
    throw new Refused('a peer does not know the secret of the attempt', false);
  channel.send({ kind: 'proof', proof: proofOf('member', hello, identity.secret) });
  channel.trust({ attempt, generation }, identity.mostNumberBytes);
}

/**
 * Answers a call. `oldest` is the first generation that is still of interest. Throws `Refused` after the caller has
 * been told why.
 */
export async function answer(
  channel: Channel,
  identity: Identity,
  oldest: () => number,
): Promise<Caller> {
  const { header } = await channel.expect('hello');
  const { attempt, generation, rank, subject, nonce } = header;
  const refuse = (reason: string, isFinal: boolean): never => {
    channel.send({ kind: 'refused', reason, final: isFinal });
    throw new Refused(reason, isFinal);
  };
  if (!isCount(generation) || !isCount(rank) || typeof nonce !== 'string')
    return refuse('that is no hello', true);
  if (attempt !== identity.attempt)
    return refuse(`this is attempt ${identity.attempt}, not ${attempt}`, true);
  if (subject !== identity.subject)
    return refuse('it trains on another job, text or tokenizer', true);
  if (generation < oldest()) return refuse(`generation ${generation} is over`, false);
  const mine = randomBytes(16).toString('hex');
  const hello = { attempt: identity.attempt, generation, rank, mine: nonce, theirs: mine };
  channel.send({
    kind: 'challenge',
    nonce: mine,
    proof: proofOf('coordinator', hello, identity.secret),
  });
  const reply = await channel.expect('proof');
  if (!isProof(reply.header['proof'], proofOf('member', hello, identity.secret)))
    return refuse('it does not know the secret of the attempt', true);
  channel.trust({ attempt: identity.attempt, generation }, identity.mostNumberBytes);
  return { rank, generation };
}

interface Hello extends Fence {
  readonly rank: number;
  /** Drawn by the caller, and by who is called. */
  readonly mine: string;
  readonly theirs: string;
}

function proofOf(role: 'coordinator' | 'member', hello: Hello, secret: string): string {
  const { attempt, generation, rank, mine, theirs } = hello;
  const said = JSON.stringify([role, attempt, generation, rank, mine, theirs]);
  return createHmac('sha256', secret).update(said).digest('hex');
}

function isProof(given: unknown, expected: string): boolean {
  if (typeof given !== 'string' || given.length !== expected.length) return false;
  return timingSafeEqual(Buffer.from(given), Buffer.from(expected));
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
