import { createConnection, type Socket } from 'node:net';
import type { ProcessIdentity } from '../../process/processes.ts';
import type { RankNews, RankReport } from '../gang/cluster.ts';
import type { AgentMessage, AgentOrder, AgentQuestion, Hello } from './agent-protocol.ts';
import { readJsonLines, sendJsonLine } from './json-lines.ts';

/** ms that an agent is given to answer; on a busy machine it may wait seconds for a processor. */
const PATIENCE = 5_000;

type Answer = Extract<AgentMessage, { readonly answer: number }>;

/** What stands between engine and agent; only tests put something here, to lose, delay or double messages. */
export interface Wire {
  toAgent(message: object, deliver: (message: object) => void): void;
  fromAgent(message: object, deliver: (message: object) => void): void;
}

const PLAIN: Wire = {
  toAgent: (message, deliver) => deliver(message),
  fromAgent: (message, deliver) => deliver(message),
};

export interface LinkOptions {
  readonly socket: string;
  readonly secret: string;
  /** Number of the last report of this agent that was heard. */
  readonly since: number;
  readonly wire?: Wire | undefined;
  /** Hears every report once, in order. */
  hear(news: RankNews): void;
  /** What the agent knows of its ranks now; it comes with every answer. */
  learn(reports: readonly RankReport[]): void;
  /** The connection is lost. */
  lost(): void;
}

/** A connection to one agent. */
export class AgentLink {
  readonly agent: ProcessIdentity;
  readonly #socket: Socket;
  readonly #options: LinkOptions;
  readonly #wire: Wire;
  readonly #asked = new Map<number, (answer: Answer | undefined) => void>();
  #lastId = 0;
  #lastHeard: number;
  #isClosed = false;

  private constructor(socket: Socket, agent: ProcessIdentity, options: LinkOptions) {
    this.agent = agent;
    this.#socket = socket;
    this.#options = options;
    this.#wire = options.wire ?? PLAIN;
    this.#lastHeard = options.since;
  }

  /** Connects and greets; undefined if nobody answers there. */
  static connect(options: LinkOptions): Promise<AgentLink | undefined> {
    return new Promise((resolve) => {
      const socket = createConnection(options.socket);
      let link: AgentLink | undefined;
      const timer = setTimeout(() => socket.destroy(), PATIENCE);
      const hello: Hello = { hello: options.secret, since: options.since };
      socket.on('connect', () => sendJsonLine(socket, hello));
      socket.on('error', () => {});
      socket.on('close', () => {
        clearTimeout(timer);
        if (link) link.#lose();
        else resolve(undefined);
      });
      readJsonLines(socket, (message) => {
        const heard = message as AgentMessage;
        if (link) link.#receive(heard);
        else if ('welcome' in heard) {
          clearTimeout(timer);
          link = new AgentLink(socket, heard.welcome, options);
          link.#catchUp(heard);
          resolve(link);
        }
      });
    });
  }

  /** Number of the last report that was heard. */
  get lastHeard(): number {
    return this.#lastHeard;
  }

  get isOpen(): boolean {
    return !this.#isClosed && !this.#socket.destroyed;
  }

  /** Asks for something; undefined if no answer came in time, and nobody knows whether it was done. */
  ask(order: AgentOrder | AgentQuestion, patience = PATIENCE): Promise<Answer | undefined> {
    if (!this.isOpen) return Promise.resolve(undefined);
    const id = ++this.#lastId;
    return new Promise((resolve) => {
      const timer = setTimeout(() => settle(undefined), patience);
      const settle = (answer: Answer | undefined) => {
        clearTimeout(timer);
        this.#asked.delete(id);
        resolve(answer);
      };
      this.#asked.set(id, settle);
      this.#wire.toAgent({ id, ...order }, (message) => sendJsonLine(this.#socket, message));
    });
  }

  /** Leaves the agent alone from now on; it goes on. */
  close(): void {
    this.#isClosed = true;
    this.#socket.destroy();
    this.#giveUp();
  }

  #receive(message: AgentMessage): void {
    this.#wire.fromAgent(message, (delivered) => {
      if (!this.#isClosed) this.#take(delivered as AgentMessage);
    });
  }

  #take(message: AgentMessage): void {
    if ('welcome' in message) this.#catchUp(message);
    else if ('answer' in message) {
      this.#options.learn(message.ranks);
      this.#asked.get(message.answer)?.(message);
      if (message.last > this.#lastHeard) this.#askForMissing();
    } else if (message.number === this.#lastHeard + 1) {
      this.#lastHeard = message.number;
      this.#options.hear(message.news);
    } else if (message.number > this.#lastHeard) this.#askForMissing();
  }

  #catchUp({ oldest, ranks }: Extract<AgentMessage, { readonly welcome: unknown }>): void {
    this.#lastHeard = Math.max(this.#lastHeard, oldest - 1);
    this.#options.learn(ranks);
  }

  #askForMissing(): void {
    const hello: Hello = { hello: this.#options.secret, since: this.#lastHeard };
    this.#wire.toAgent(hello, (message) => sendJsonLine(this.#socket, message));
  }

  #lose(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#giveUp();
    this.#options.lost();
  }

  #giveUp(): void {
    for (const settle of [...this.#asked.values()]) settle(undefined);
  }
}
