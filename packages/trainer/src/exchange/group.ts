import { createConnection } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Membership } from '../launch/index.ts';
import {
  coverOf,
  type GradientTree,
  shareOf,
  type TrainingState,
  type TreeNode,
} from '../train/index.ts';
import { Channel, PeerLost } from './channel.ts';
import { greet, type Identity, Refused } from './handshake.ts';
import type { Lobby } from './lobby.ts';

/** Between two calls of a coordinator that is not there yet, ms. */
const CALL_AGAIN_MS = 100;

/**
 * The ranks that train together, as a star: the first coordinates, the others each have a channel to it. All of them
 * hold the whole state, and change it by the same gradient.
 */
export class Group {
  readonly membership: Membership;
  readonly #rank: number;
  /** To the members, by rank, where this rank coordinates; else to the coordinator only. */
  readonly #channels: ReadonlyMap<number, Channel>;

  private constructor(
    membership: Membership,
    rank: number,
    channels: ReadonlyMap<number, Channel>,
  ) {
    this.membership = membership;
    this.#rank = rank;
    this.#channels = channels;
  }

  /** A rank alone. */
  static alone(membership: Membership): Group {
    return new Group(membership, membership.ranks[0]!, new Map());
  }

  /** Comes together with all members; until they are all there, or `signal` says that it is over. */
  static async form(
    membership: Membership,
    identity: Identity,
    lobby: Lobby,
    signal: AbortSignal,
  ): Promise<Group> {
    const { rank } = identity;
    const [first, ...others] = membership.ranks;
    if (rank !== first) {
      const channel = await callCoordinator(membership, identity, signal);
      return new Group(membership, rank, new Map([[first!, channel]]));
    }
    const channels = await lobby.gather(membership.generation, others, signal);
    for (const channel of channels.values()) channel.send({ kind: 'ready' });
    return new Group(membership, rank, channels);
  }

  /** Whether this rank adds up and saves. */
  get coordinates(): boolean {
    return this.membership.ranks[0] === this.#rank;
  }

  /** The micro-batches, of `count`, that fall to this rank. */
  share(count: number): TreeNode {
    const { ranks } = this.membership;
    return shareOf(ranks.indexOf(this.#rank), ranks.length, count);
  }

  /**
   * Agrees on the newest state that a member has; whoever is behind gets it. Takes undefined from a rank that has
   * none yet. `size` is the number of parameters.
   */
  async agree(state: TrainingState | undefined, size: number): Promise<TrainingState> {
    return this.coordinates ? this.#spread(state, size) : this.#follow(state, size);
  }

  /** The sum of a step's gradients, which every member gets. This rank's share must be in `tree`. */
  async reduce(step: number, tree: GradientTree, count: number): Promise<Float32Array> {
    if (!this.coordinates) {
      const channel = this.#coordinator();
      const nodes = coverOf(this.share(count), count);
      const sums = nodes.map((node) => tree.sumOf(node)!);
      channel.send(
        { kind: 'sums', step, nodes: nodes.map(({ first, last }) => [first, last]) },
        sums,
      );
      return (await expectOf(channel, 'total', step)).numbers;
    }
    for (const channel of this.#channels.values()) {
      const { header, numbers } = await expectOf(channel, 'sums', step);
      addSums(tree, header['nodes'], numbers);
    }
    const total = tree.total();
    if (!total) throw new PeerLost('the members together left a micro-batch out');
    for (const channel of this.#channels.values()) channel.send({ kind: 'total', step }, [total]);
    return total;
  }

  /** After the last step: nobody leaves before the coordinator has saved. */
  async finish(save: () => Promise<void>): Promise<void> {
    if (!this.coordinates) {
      await this.#coordinator().expect('done');
      return;
    }
    await save();
    for (const channel of this.#channels.values()) channel.send({ kind: 'done' });
  }

  /** Lets the peers know that this rank leaves because it was told to. */
  sayGoodbye(): void {
    for (const channel of this.#channels.values()) channel.send({ kind: 'leaving' });
  }

  close(): void {
    for (const channel of this.#channels.values()) channel.close();
  }

  #coordinator(): Channel {
    const [channel] = this.#channels.values();
    return channel!;
  }

  async #spread(state: TrainingState | undefined, size: number): Promise<TrainingState> {
    const steps = new Map<Channel, number>();
    for (const channel of this.#channels.values()) {
      const { header } = await channel.expect('at');
      steps.set(channel, Number(header['step']));
    }
    const newest = Math.max(stepOf(state), ...steps.values());
    const current = stepOf(state) === newest ? state : await this.#ask(steps, newest, size);
    if (!current) throw new PeerLost('no member has a state to go on from');
    for (const [channel, step] of steps) {
      if (step < newest) channel.send({ kind: 'state', step: newest }, numbersOf(current));
      else channel.send({ kind: 'go', step: newest });
    }
    return current;
  }

  async #ask(
    steps: ReadonlyMap<Channel, number>,
    newest: number,
    size: number,
  ): Promise<TrainingState | undefined> {
    const [holder] = [...steps].find(([, step]) => step === newest && step >= 0) ?? [];
    if (!holder) return undefined;
    holder.send({ kind: 'give' });
    const { numbers } = await expectOf(holder, 'state', newest);
    return toState(newest, numbers, size);
  }

  async #follow(state: TrainingState | undefined, size: number): Promise<TrainingState> {
    const channel = this.#coordinator();
    channel.send({ kind: 'at', step: stepOf(state) });
    for (;;) {
      const { header, numbers } = await channel.expect('give', 'state', 'go');
      if (header['kind'] === 'state') return toState(Number(header['step']), numbers, size);
      if (!state) throw new PeerLost('the coordinator takes this rank for one that has a state');
      if (header['kind'] === 'go') return state;
      channel.send({ kind: 'state', step: state.step }, numbersOf(state));
    }
  }
}

async function callCoordinator(
  { generation, peers }: Membership,
  identity: Identity,
  signal: AbortSignal,
): Promise<Channel> {
  const { host, port } = peers[0]!;
  for (;;) {
    signal.throwIfAborted();
    const socket = createConnection({ host, port });
    const channel = new Channel(socket, `the coordinator at ${host}:${port}`);
    const hangUp = (): void => channel.destroy();
    signal.addEventListener('abort', hangUp, { once: true });
    try {
      await greet(channel, identity, generation);
      // Its lobby keeps this rank until all are there.
      await channel.expect('ready');
      return channel;
    } catch (error) {
      channel.destroy();
      if (error instanceof Refused ? error.isFinal : !(error instanceof PeerLost)) throw error;
      await sleep(CALL_AGAIN_MS, undefined, { signal });
    } finally {
      signal.removeEventListener('abort', hangUp);
    }
  }
}

async function expectOf(
  channel: Channel,
  kind: string,
  step: number,
): ReturnType<Channel['expect']> {
  const frame = await channel.expect(kind);
  if (frame.header['step'] === step) return frame;
  channel.close();
  throw new PeerLost(`a peer is at step ${frame.header['step']}, not ${step}`);
}

function addSums(tree: GradientTree, nodes: unknown, numbers: Float32Array): void {
  if (!Array.isArray(nodes)) throw new PeerLost('a peer does not say what it summed');
  const width = numbers.length / nodes.length;
  for (const [index, node] of nodes.entries()) {
    if (!Array.isArray(node)) throw new PeerLost('a peer does not say what it summed');
    const [first, last] = node.map(Number);
    tree.add({ first: first!, last: last! }, numbers.slice(index * width, (index + 1) * width));
  }
}

function stepOf(state: TrainingState | undefined): number {
  return state?.step ?? -1;
}

function numbersOf({ parameters, first, second }: TrainingState): Float32Array[] {
  return [parameters, first, second];
}

function toState(step: number, numbers: Float32Array, size: number): TrainingState {
  if (numbers.length !== 3 * size) throw new PeerLost('a peer sent a state of another size');
  const part = (index: number): Float32Array => numbers.slice(index * size, (index + 1) * size);
  return { step, parameters: part(0), first: part(1), second: part(2) };
}
