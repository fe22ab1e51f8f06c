import type { Socket } from 'node:net';
import { type Frame, FrameReader, writeFrame } from './frames.ts';

/** A peer cannot be heard any more. `leaves`: it said so itself, because it was told to. */
export class PeerLost extends Error {
  readonly leaves: boolean;

  constructor(message: string, leaves = false) {
    super(message);
    this.name = 'PeerLost';
    this.leaves = leaves;
  }
}

/** Between whom a channel is: every message on it says so again. */
export interface Fence {
  readonly attempt: string;
  readonly generation: number;
}

/** Frames over one connection, in order. */
export class Channel {
  readonly #socket: Socket;
  readonly #reader = new FrameReader();
  readonly #waiting: Frame[] = [];
  #lost: PeerLost | undefined;
  #wake: (() => void) | undefined;
  #fence: Fence | undefined;

  constructor(socket: Socket, peer: string) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#take(chunk));
    socket.on('error', (error) => this.#lose(new PeerLost(`${peer}: ${error.message}`)));
    socket.on('close', () => this.#lose(new PeerLost(`${peer} is gone`)));
  }

  get isLost(): boolean {
    return this.#lost !== undefined;
  }

  /** From here on the peer may send numbers, and each message must be of this attempt and generation. */
  trust(fence: Fence, mostNumberBytes: number): void {
    this.#fence = fence;
    this.#reader.mostNumberBytes = mostNumberBytes;
  }

  send(header: Frame['header'], numbers: readonly Float32Array[] = []): void {
    if (this.#socket.destroyed || this.#socket.writableEnded) return;
    this.#socket.write(writeFrame({ ...header, ...this.#fence }, numbers));
  }

  /** The next message of a kind. Throws `PeerLost`, also for any other kind. */
  async expect(...kinds: readonly string[]): Promise<Frame> {
    const frame = await this.#next();
    const kind = String(frame.header['kind']);
    if (kind === 'leaving') throw new PeerLost('a peer was told to leave', true);
    if (!kinds.includes(kind)) {
      this.close();
      throw new PeerLost(`a peer says ${kind} instead of ${kinds.join(' or ')}`);
    }
    return frame;
  }

  /** What was sent still arrives. */
  close(): void {
    this.#socket.end();
    this.#lose(new PeerLost('this rank hung up'));
  }

  destroy(): void {
    this.#socket.destroy();
  }

  async #next(): Promise<Frame> {
    for (;;) {
      const frame = this.#waiting.shift();
      if (frame) return frame;
      if (this.#lost) throw this.#lost;
      await new Promise<void>((wake) => {
        this.#wake = wake;
      });
    }
  }

  #take(chunk: Uint8Array): void {
    try {
      for (const frame of this.#reader.push(chunk)) {
        if (this.#fence && !isWithin(frame, this.#fence)) throw new Error('a message from beyond');
        this.#waiting.push(frame);
      }
      this.#wake?.();
    } catch (error) {
      this.#lose(new PeerLost(error instanceof Error ? error.message : String(error)));
      this.#socket.destroy();
    }
  }

  #lose(reason: PeerLost): void {
    this.#lost ??= reason;
    this.#wake?.();
  }
}

function isWithin({ header }: Frame, { attempt, generation }: Fence): boolean {
  return header['attempt'] === attempt && header['generation'] === generation;
}
