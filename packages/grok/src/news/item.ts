/** What a feed said of itself. */
export interface FeedAbout {
  /** As it was named to us. */
  readonly source: string;
  readonly title: string;
  readonly description: string;
  readonly language: string | undefined;
  readonly categories: readonly string[];
}

/** One item of a feed. */
export interface Item {
  readonly id: string;
  /** Where it can be read; null if the feed does not say, or not by http or https. */
  readonly url: string | null;
  /** Who published it: the domain of its address, or the feed. */
  readonly publisher: string;
  /** Title and lead as one text: plain, the title in the first line. Citations point into it. */
  readonly text: string;
  /** UTF-16 units of the title. */
  readonly titleLength: number;
  /** ms since 1970; undefined if the feed says nothing, or nothing that can be. */
  readonly published: number | undefined;
  /** ISO 639-1; `und` if it cannot be told. */
  readonly language: string;
  readonly categories: readonly string[];
  readonly feed: FeedAbout;
}

/** A part of an item's text, in UTF-16 units. */
export interface Citation {
  /** Id of the item. */
  readonly item: string;
  readonly start: number;
  readonly end: number;
}
