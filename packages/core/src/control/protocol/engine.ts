import type { Command } from './command.ts';
import type { SupervisorEvent } from './event.ts';

/** Hears each event of an engine once, in the order in which the engine reports them. */
export type EngineListener = (event: SupervisorEvent) => void;

/**
 * What carries out commands: the twin, local processes, Slurm, Kubernetes. It decides nothing. It is all
 * callbacks: a call returns at once and its outcome is an event, so a supervisor awaits nothing, and an
 * answer that never comes is silence like any other. `runConformance` states in tests what an engine
 * promises; `OrderBook` keeps most of it.
 */
export interface Engine {
  /**
   * Carries out a command, or begins to. It never throws: a command that cannot be carried out is not
   * confirmed, and is sent again.
   */
  execute(command: Command): void;
  /** Calls the listener with every event from now on, until the function that it returns is called. */
  subscribe(listener: EngineListener): () => void;
  /**
   * Asks what runs where. The answer is one `inventory` event, journalled like any other, so that a
   * supervisor that reattaches after a restart decides from what it heard and not from what it looked up.
   */
  inventory(): void;
  /** Reports nothing from now on. What is running goes on running, and a later engine can attach to it. */
  close(): void;
}
