import type { ReplicaId } from '@gigafactory/core/protocol';
import type { ProcessIdentity } from '../../process/processes.ts';
import type { OrderMark, RankNews, RankReport } from '../gang/cluster.ts';
import type { LogLimits, ProgressFormat } from '../gang/options.ts';

/*
 * What engine and agent say to each other: JSON, one object a line, over a Unix socket in the agent's folder.
 * The first line from the engine is `Hello`; whoever does not know the agent's secret is cut off.
 */

/** B; no message is longer. */
export const LONGEST_MESSAGE = 1 << 24;

/** Files in the folder of an agent. */
export const AGENT_FILES = {
  /** What it is to be, written by the engine before it starts it; mode 0600. */
  options: 'agent-options.json',
  /** What it is and which ranks it has, kept by the agent. */
  state: 'agent.json',
  log: 'agent.log',
} as const;

export interface AgentOptions {
  readonly node: string;
  readonly secret: string;
  /** Path of the socket. */
  readonly socket: string;
  /** ms without ranks and without an engine after which it leaves. */
  readonly patience: number;
  readonly logs: LogLimits;
}

/** `agent.json`. */
export interface AgentState {
  readonly agent: ProcessIdentity;
  /** It ended as it should, and left nothing. */
  readonly hasLeft: boolean;
  /** Leaders of the process groups of its ranks that may be alive. */
  readonly ranks: readonly ProcessIdentity[];
}

export interface Hello {
  readonly hello: string;
  /** Number of the last report that the engine has. */
  readonly since: number;
}

/** A rank to start. */
export interface RankOrder {
  readonly rank: number;
  readonly replica: ReplicaId;
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Whether it hears of its members on its standard input. */
  readonly hearsMembers: boolean;
  readonly progress: ProgressFormat;
  /** Most resident memory, B. */
  readonly memory: number | undefined;
  readonly log: string;
}

export type AgentOrder = OrderMark &
  (
    | { readonly order: 'start'; readonly ranks: readonly RankOrder[] }
    /** Kill these ranks, or all of the run, of this attempt and those before; answered once none is left. */
    | { readonly order: 'end'; readonly ranks?: readonly number[] }
    /** Tell all ranks to save and leave. */
    | { readonly order: 'save' }
    /** Give all ranks of the run this line on their standard input. */
    | { readonly order: 'members'; readonly generation: number; readonly line: string }
  );

export type AgentQuestion = { readonly order: 'look' } | { readonly order: 'leave' };

export type AgentRequest = { readonly id: number } & (AgentOrder | AgentQuestion);

/** What an agent sends. */
export type AgentMessage =
  | {
      readonly welcome: ProcessIdentity;
      /** Numbers of the oldest report that it still has, and of the newest; those between follow. */
      readonly oldest: number;
      readonly last: number;
      readonly ranks: readonly RankReport[];
    }
  | {
      readonly answer: number;
      readonly isDone: boolean;
      readonly why?: string;
      readonly last: number;
      readonly ranks: readonly RankReport[];
    }
  | NumberedNews;

/** Numbers have no gaps: whoever finds one greets the agent again, and is told what is missing. */
interface NumberedNews {
  readonly number: number;
  readonly news: RankNews;
}
