import type { Command } from './command.ts';
import type { SupervisorEvent } from './event.ts';

/** Hears what an engine says, each event once, in the order in which the engine says it. */
export type EngineListener = (event: SupervisorEvent) => void;

/**
 * What carries commands out: the twin, local processes, Slurm, Kubernetes. It decides nothing. All of it is
 * callbacks: a call returns at once, and what comes of it is an event, so that a supervisor awaits nothing
 * and an answer that never comes is silence like any other. `runConformance` says in tests what an engine
 * promises; `OrderBook` keeps most of it.
 */
export interface Engine {
  /**
   * Carries a command out, or begins to. It never throws: what cannot be done is not confirmed, and is
   * asked for again.
   */
  execute(command: Command): void;
  /** Calls the listener with every event from now on, until the function that it returns is called. */
  subscribe(listener: EngineListener): () => void;
  /**
   * Asks what runs where. Answered by one `inventory` event, which is journalled like any other, so that a
   * supervisor that attaches again after a restart decides from what it heard and not from what it looked up.
   */
  inventory(): void;
  /** Says nothing from now on. What runs goes on: attaching again later finds it. */
  close(): void;
}
