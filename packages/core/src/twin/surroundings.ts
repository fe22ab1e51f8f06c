import type { Seconds } from '../base/index.ts';
import type {
  Domain,
  EventBody,
  Fence,
  Micros,
  NodeId,
  OrderBook,
  Rules,
} from '../control/protocol/index.ts';
import type { Attempt } from './attempt.ts';
import type { Chance } from './chance.ts';
import type { Ledger } from './ledger.ts';
import type { Nodes } from './nodes.ts';
import type { TwinRun, TwinScenario } from './scenario.ts';
import type { Seats } from './seats.ts';
import type { Watcher } from './watcher.ts';

/** A domain whose network carries only a share of its bandwidth. */
export interface Bandwidth {
  readonly domain: Domain;
  readonly share: number;
}

/** One run, as the world and other runs see it. */
export interface Tenant {
  readonly index: number;
  readonly twin: TwinRun;
  readonly seats: Seats;
  readonly ledger: Ledger;
  readonly attempt: Attempt | undefined;
  readonly isTraining: boolean;
  /** Training between durable checkpoints of the newest attempt, s. */
  readonly interval: Seconds;
}

/** The world, as a run sees it. */
export interface Surroundings {
  readonly scenario: TwinScenario;
  readonly chance: Chance;
  readonly watcher: Watcher;
  readonly nodes: Nodes;
  readonly orders: OrderBook;
  readonly rules: Rules;
  /** All runs, by their index. */
  readonly tenants: readonly Tenant[];
  readonly now: Micros;
  readonly horizon: Micros;
  /** Lost bandwidth, and the share of speed that heat costs every run. */
  readonly bandwidths: readonly Bandwidth[];
  readonly heat: number;
  after(delay: Micros, action: () => void): void;
  /** Puts an event under its fence into the outbox. */
  post(head: { readonly at: Micros } & Partial<Fence>, body: EventBody): void;
  /** Books how many nodes are held and out from now on. */
  countNodes(): void;
  /** Announces that training of a run ends or changes speed, before its books are settled. */
  endTraining(run: Tenant): void;
  slowMembers(run: Tenant): NodeId[];
  /** By what factor a step of the run takes longer than it should, dimensionless. */
  slowdownOf(run: Tenant): number;
  /** By what factor its checkpoints take longer because others write too, dimensionless. */
  storageStretch(run: Tenant): number;
}
