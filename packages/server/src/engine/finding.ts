/** What a look at a site found about one thing, before anything is started there. */
export interface DoctorFinding {
  /** Stable, for programs: `slurm.version`, `shared.notShared`. */
  readonly code: string;
  /** What was looked at, in a few words: `Slurm`, `partition gpu`. */
  readonly about: string;
  /** Broken: runs will not work there. */
  readonly verdict: 'ok' | 'warning' | 'broken';
  /** What is so, in a sentence. */
  readonly found: string;
  /** What to do about it, in a sentence. */
  readonly advice?: string | undefined;
}
