import type { Box, Point } from '../geometry.ts';

/** What the end of a line bears: an arrow's head, another mark, or nothing. */
export type Tip = 'head' | 'mark' | 'none';

/** Something closed, on the page. */
export interface Shape {
  readonly outline: readonly Point[];
  readonly box: Box;
  readonly isRound: boolean;
  readonly hasStroke: boolean;
  readonly id: string | undefined;
  /** Number of the innermost `<g>` around it. */
  readonly scope: number;
  /** How many things were painted before it. */
  readonly order: number;
}

/** Something open, on the page. */
export interface Line {
  points: readonly Point[];
  start: Tip;
  end: Tip;
  readonly scope: number;
  readonly order: number;
}

/** Text, on the page. */
export interface Writing {
  readonly text: string;
  readonly box: Box;
  /** Of its font. */
  readonly size: number;
  /** The direction in which its next line stands, of length 1. */
  readonly down: Point;
  readonly scope: number;
  readonly order: number;
}

/** Everything that is seen of a drawing, in the order in which it is painted. */
export interface Drawing {
  readonly shapes: readonly Shape[];
  readonly lines: readonly Line[];
  readonly writings: readonly Writing[];
}
