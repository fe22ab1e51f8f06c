import { Socket } from 'node:net';
import type { Client } from 'pg';
import type { Postgres } from './library.ts';

export interface Statement {
  /** One that has a name is parsed once a session. */
  readonly name?: string;
  readonly text: string;
}

export type Row = Readonly<Record<string, unknown>>;

/** The server did not answer in time. The session is given up; what it was asked may yet be done. */
export class Silence extends Error {
  override readonly name = 'Silence';
}

/** One session of a server, which does one thing at a time. */
export class Session {
  readonly #client: Client;
  readonly #socket: Socket;
  readonly #silenceMs: number;
  #hasEnded = false;

  private constructor(client: Client, socket: Socket, silenceMs: number) {
    this.#client = client;
    this.#socket = socket;
    this.#silenceMs = silenceMs;
    // Whatever is asked next fails by itself.
    client.on('error', () => this.destroy());
    client.on('end', () => {
      this.#hasEnded = true;
    });
  }

  /** Rejects with the error of the system or of the server, or with `Silence`. */
  static async connect(postgres: Postgres, url: string, silenceMs: number): Promise<Session> {
    const socket = new Socket();
    const client = new postgres.Client({
      connectionString: url,
      application_name: 'gigafactory',
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
      stream: () => socket,
    });
    const session = new Session(client, socket, silenceMs);
    await session.#inTime(client.connect());
    return session;
  }

  /** Whether it can be asked anything. */
  get isAlive(): boolean {
    return !this.#hasEnded && !this.#socket.destroyed;
  }

  /** Rejects with the error of the server or of the connection, or with `Silence`. */
  async ask(statement: Statement | string, values: readonly unknown[] = []): Promise<Row[]> {
    const query = typeof statement === 'string' ? { text: statement } : statement;
    const { rows } = await this.#inTime(this.#client.query({ ...query, values: [...values] }));
    return rows as Row[];
  }

  /** Ends it in order, if the server listens. */
  async end(): Promise<void> {
    await this.#inTime(this.#client.end()).catch(() => {});
    this.destroy();
  }

  /** Ends it at once; the server finds out in its own time. */
  destroy(): void {
    this.#hasEnded = true;
    this.#socket.destroy();
  }

  async #inTime<Value>(answer: Promise<Value>): Promise<Value> {
    let timer: NodeJS.Timeout | undefined;
    const silence = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(new Silence(`no answer within ${this.#silenceMs / 1000} s`));
        this.destroy();
      }, this.#silenceMs);
    });
    try {
      return await Promise.race([answer, silence]);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** A connection over which nothing goes is tried after this long, ms. */
const KEEP_ALIVE_MS = 10_000;
