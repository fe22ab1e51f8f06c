import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import type { Address } from '../launch/index.ts';
import { Channel } from './channel.ts';
import { answer, type Identity } from './handshake.ts';

/** How long a caller may take to prove itself, ms; computing holds both sides up for seconds. */
const PATIENCE_MS = 30_000;

/** Where this rank is called, and where callers wait until their generation has come together. */
export class Lobby {
  readonly #identity: Identity;
  readonly #server: Server;
  readonly #waiting = new Map<number, Map<number, Channel>>();
  #oldest = 0;
  #arrived: (() => void) | undefined;

  private constructor(identity: Identity) {
    this.#identity = identity;
    this.#server = createServer((socket) => {
      const channel = new Channel(socket, 'a caller');
      const timer = setTimeout(() => channel.destroy(), PATIENCE_MS);
      this.#admit(channel)
        .catch(() => channel.close())
        .finally(() => clearTimeout(timer));
    });
  }

  /** Listens at this rank's own address. */
  static async open(identity: Identity, { host, port }: Address): Promise<Lobby> {
    const lobby = new Lobby(identity);
    lobby.#server.listen({ host, port });
    await once(lobby.#server, 'listening');
    return lobby;
  }

  /** Channels to `ranks` of a generation, once all have called. Callers of earlier ones are sent away. */
  async gather(
    generation: number,
    ranks: readonly number[],
    signal: AbortSignal,
  ): Promise<Map<number, Channel>> {
    this.#sendAwayBefore(generation);
    for (;;) {
      signal.throwIfAborted();
      const here = this.#waiting.get(generation);
      const found = ranks.map((rank) => [rank, here?.get(rank)] as const);
      if (found.every(([, channel]) => channel && !channel.isLost)) {
        this.#waiting.delete(generation);
        return new Map(found.flatMap(([rank, channel]) => (channel ? [[rank, channel]] : [])));
      }
      await new Promise<void>((resolve) => {
        this.#arrived = resolve;
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    }
  }

  close(): void {
    this.#sendAwayBefore(Number.POSITIVE_INFINITY);
    this.#server.close();
  }

  async #admit(channel: Channel): Promise<void> {
    const { rank, generation } = await answer(channel, this.#identity, () => this.#oldest);
    const here = this.#waiting.get(generation) ?? new Map<number, Channel>();
    this.#waiting.set(generation, here);
    // A rank that calls again has given the call before up.
    here.get(rank)?.close();
    here.set(rank, channel);
    this.#arrived?.();
  }

  #sendAwayBefore(generation: number): void {
    this.#oldest = generation;
    for (const [older, here] of this.#waiting) {
      if (older >= generation) continue;
      for (const channel of here.values()) channel.close();
      this.#waiting.delete(older);
    }
  }
}
