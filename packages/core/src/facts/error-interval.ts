/** What a predicted time is multiplied with to get the ends of an interval: 1.2 is a fifth longer. */
export interface RatioInterval {
  readonly low: number;
  readonly high: number;
}

/** Where the measured time lies beside the predicted one, for a run of a source never seen. */
export interface ErrorInterval {
  /** Measured runs and their sources that it was found from. */
  readonly rows: number;
  readonly sources: number;
  /** Holds 80 of 100 measured times; each source counts once. */
  readonly within80: RatioInterval;
  /** Holds 95 of 100. */
  readonly within95: RatioInterval;
}

/** Intervals of all runs, and of the strata with enough rows of their own. */
export interface IntervalTable<Name extends string = string> {
  readonly all: ErrorInterval;
  readonly strata: Readonly<Partial<Record<Name, ErrorInterval>>>;
}
