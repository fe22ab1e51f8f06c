import type { Seconds } from '@gigafactory/core/base';

/** A slurmrestd that takes JSON Web Tokens. */
export interface SlurmRestOptions {
  readonly url: string;
  token(): string | undefined;
}

/** Which Slurm, and what of it. */
export interface SlurmOptions {
  /** What the names of all jobs of this owner begin with; no other jobs are seen or touched. */
  readonly prefix: string;
  readonly partition: string;
  readonly account?: string | undefined;
  /** A host list of Slurm (`n[0-7]`) or names; the whole partition if it is left out. */
  readonly nodes?: string | readonly string[] | undefined;
  /** slurmrestd instead of the commands; its token (JWT) is asked for at each call, so it may be renewed. */
  readonly rest?: SlurmRestOptions | undefined;
  /** Time between two looks in the steady state; 5 s. */
  readonly pollEvery?: Seconds | undefined;
  /** How long a call may take before Slurm counts as silent; 20 s. */
  readonly patience?: Seconds | undefined;
  /** The folder of `sbatch` and the others; found by PATH if it is left out. */
  readonly commands?: string | undefined;
  /** What the commands find PATH and SLURM_CONF in; the environment of this process if it is left out. */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
}
