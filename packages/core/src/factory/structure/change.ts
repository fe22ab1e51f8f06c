import type { Collection } from './collections.ts';

/** A change to what a factory file holds, rather than to one of its values. */
export type Change =
  /** At the end of its collection; the name and the content are chosen if they are left out. */
  | {
      readonly do: 'add';
      readonly to: Collection;
      readonly name?: string | undefined;
      /** YAML, such as `{takes: 4 weeks}`. */
      readonly value?: string | undefined;
    }
  | { readonly do: 'remove'; readonly path: string }
  | { readonly do: 'rename'; readonly path: string; readonly name: string }
  /** By so many places: -1 before the one before it. */
  | { readonly do: 'move'; readonly path: string; readonly by: number };

/** Something that was changed because it named the entry. */
export interface Also {
  /** In the file as it was. */
  readonly path: string;
  readonly change: 'renamed' | 'removed';
}

/** The changed text. */
export interface Restructured {
  readonly text: string;
  /** Where the entry now is; where it was, if it was removed. */
  readonly path: string;
  /** What was changed elsewhere, because it named the entry. */
  readonly also: readonly Also[];
}
