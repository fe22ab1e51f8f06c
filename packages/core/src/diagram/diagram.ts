/** How a diagram is written down. */
export const DIAGRAM_FORMATS = ['svg', 'mermaid', 'dot', 'drawio'] as const;
export type DiagramFormat = (typeof DIAGRAM_FORMATS)[number];

export interface DiagramNode {
  /** Unique among nodes and groups. */
  readonly id: string;
  /** Plain text; lines are divided by `\n`. Empty if the diagram writes nothing on it. */
  readonly label: string;
  /** Id of the innermost group that holds it. */
  readonly group: string | null;
}

export interface DiagramEdge {
  /** Id of a node; of a group if the line ends at a container. */
  readonly from: string;
  readonly to: string;
  readonly label: string;
  /** Whether it leads one way. A line without arrows, or with one at each end, leads both ways. */
  readonly directed: boolean;
}

/** A container: it holds nodes and is none. */
export interface DiagramGroup {
  readonly id: string;
  readonly label: string;
  readonly parent: string | null;
}

/** Something that the reader left out or had to decide, and nothing wrong. */
export interface DiagramNotice {
  readonly code: string;
  readonly message: string;
}

/** What a diagram says, without how it looks. */
export interface Diagram {
  readonly format: DiagramFormat;
  /** In the order in which they first appear. */
  readonly nodes: readonly DiagramNode[];
  readonly edges: readonly DiagramEdge[];
  readonly groups: readonly DiagramGroup[];
  /** Names of the pages of the file; one without a name where the format knows no pages. */
  readonly pages: readonly string[];
  /** Which of them this is, from 0. */
  readonly page: number;
  readonly notices: readonly DiagramNotice[];
}

/** A diagram as text. */
export interface DiagramText {
  readonly text: string;
  /** Found out from the text when left out. */
  readonly format?: DiagramFormat | undefined;
  /** Of draw.io: its name, or its number from 1; the first when left out. */
  readonly page?: string | undefined;
}
