import type {
  Command,
  EventBody,
  Fence,
  NodeId,
  OrderBook,
  RunEventBody,
} from '@gigafactory/core/protocol';
import type { Cluster } from './cluster.ts';
import type { EngineClock } from './options.ts';
import type { Telemetry } from './telemetry.ts';

type Without<T, Key extends PropertyKey> = T extends unknown ? Omit<T, Key> : never;
export type TelemetryBody = Without<Telemetry, 'at' | 'run' | 'attempt'>;

/** What a run of the engine sees of everything else. */
export interface RunHost {
  readonly clock: EngineClock;
  readonly book: OrderBook;
  readonly cluster: Cluster;
  emit(body: EventBody, fence?: Fence): void;
  tell(about: Pick<Fence, 'run' | 'attempt'>, body: TelemetryBody): void;
  /** Keeps the answer to an order and reports it, unless a newer order overtook it. */
  confirm(command: Command, answer: RunEventBody): void;
  /** Notes that an order could not be done, and why, in a sentence. */
  undo(command: Command, why: string): void;
  /** Writes the state of the engine down, at once or soon. */
  write(): void;
  writeSoon(): void;
  /** Begins something that takes time; it must not reject for anything but a bug. */
  begin(effect: () => Promise<void>): void;
  /** Gives nodes to a gang; false if a living attempt or a newer order has one of them. */
  take(nodes: readonly NodeId[], command: Command): boolean;
}
