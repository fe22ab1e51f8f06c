import type { Seconds } from '@gigafactory/core/base';
import type { EngineOptions } from '../gang/options.ts';

export interface LocalEngineOptions extends EngineOptions {
  /** A free agent that hears nothing from a control plane leaves after this long; by default 600 s. */
  readonly agentPatience?: Seconds | undefined;
  /** The agent's script; only tests replace it. */
  readonly agentScript?: string | undefined;
}

/** Why a local engine cannot run something here; `code` is stable, `message` a sentence for people. */
export interface LocalProblem {
  readonly code:
    | 'engine.platform'
    | 'program.missing'
    | 'program.folder'
    | 'ranks.count'
    | 'limits.cpus'
    | 'limits.memory'
    | 'checkpoints.unwritable'
    | 'folder.unwritable';
  readonly message: string;
}
