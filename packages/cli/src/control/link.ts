import { type ControlPlane, ControlRefused } from '@gigafactory/server/operate';
import { InputError, inputError } from '../failure.ts';
import type { Io } from '../io.ts';

/** A control plane that is lost as often as this, with nothing heard in between, is given up. */
const MOST_LOSSES = 20;
const PAUSE_MS = 250;

/** Where a stream goes on. */
export interface Streamed<Offset> {
  readonly offset: Offset;
}

export interface Follow<Offset, Entry extends Streamed<Offset>> {
  readonly open: (
    plane: ControlPlane,
    after: Offset | undefined,
    signal: AbortSignal,
  ) => AsyncIterable<Entry>;
  /** Whether nothing more will come, asked when a stream has ended. */
  readonly isOver: (plane: ControlPlane) => Promise<boolean>;
  readonly signal: AbortSignal;
}

export interface LinkOptions {
  /** Before it tries again, ms. */
  readonly pauseMs?: number;
  /** Called when a control plane answers again that was lost. */
  readonly regained?: () => void;
}

/** The connection to the control plane of a state folder, which it starts again whenever it is lost. */
export class Link {
  readonly #io: Io;
  readonly #options: LinkOptions;
  #plane: Promise<ControlPlane> | undefined;
  #losses = 0;

  constructor(io: Io, options: LinkOptions = {}) {
    this.#io = io;
    this.#options = options;
  }

  /** What the control plane answers, asked again whenever the connection is lost meanwhile. */
  async ask<Answer>(question: (plane: ControlPlane) => Promise<Answer>): Promise<Answer> {
    for (;;) {
      const plane = this.#connect();
      try {
        const answer = await question(await plane);
        this.#heard();
        return answer;
      } catch (error) {
        await this.#recover(error, plane);
      }
    }
  }

  /** The entries of a stream, from where it stopped whenever the connection is lost. */
  async *follow<Offset, Entry extends Streamed<Offset>>({
    open,
    isOver,
    signal,
  }: Follow<Offset, Entry>): AsyncGenerator<Entry> {
    let after: Offset | undefined;
    while (!signal.aborted) {
      const plane = this.#connect();
      try {
        for await (const entry of open(await plane, after, signal)) {
          this.#heard();
          after = entry.offset;
          yield entry;
        }
        if (signal.aborted || (await isOver(await plane))) return;
        await this.#pause();
      } catch (error) {
        if (signal.aborted) return;
        await this.#recover(error, plane);
      }
    }
  }

  /**
   * Pieces that can only be had from the first to the last.
   * @throws InputError `control.lost` where they break off
   */
  async *whole<Piece>(
    open: (plane: ControlPlane) => AsyncIterable<Piece>,
  ): AsyncGenerator<Piece, void, undefined> {
    try {
      yield* open(await this.#connect());
    } catch (error) {
      if (!isLost(error)) throw asInputError(error);
      throw inputError('control.lost', 'The control plane was lost before the end; try again.');
    }
  }

  #connect(): Promise<ControlPlane> {
    this.#plane ??= this.#io.control.start();
    return this.#plane;
  }

  #heard(): void {
    if (this.#losses > 0) this.#options.regained?.();
    this.#losses = 0;
  }

  async #recover(error: unknown, plane: Promise<ControlPlane>): Promise<void> {
    if (!isLost(error)) throw asInputError(error);
    // Of several that are lost with one connection, the first one looks for another.
    if (this.#plane === plane) {
      this.#plane = undefined;
      this.#losses++;
    }
    if (this.#losses > MOST_LOSSES) {
      throw inputError(
        'control.lost',
        `The control plane was lost ${this.#losses} times in a row; ${this.#io.control.folder}/control.log says why. Runs go on without it.`,
      );
    }
    await this.#pause();
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      setTimeout(resolve, this.#options.pauseMs ?? PAUSE_MS);
    });
  }
}

function isLost(error: unknown): boolean {
  return error instanceof Error && error.name === 'ControlLost';
}

/** What a control plane, or the folder of one, refuses is for the user to mend. */
export function asInputError(error: unknown): unknown {
  return error instanceof ControlRefused ? new InputError(error.problems) : error;
}
