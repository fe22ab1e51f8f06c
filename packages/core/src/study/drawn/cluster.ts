import { type Diagram, kindOf, linksOf } from '../../diagram/index.ts';
import { GPUS } from '../../facts/index.ts';

/** What part of a cluster a node of a diagram is. */
type Part = 'gpu' | 'node' | 'leaf' | 'spine' | 'core';

/** Words of labels that say it, in the order in which they are looked for. */
const WORDS: readonly (readonly [Part, RegExp])[] = [
  ['leaf', /\b(?:leaf|leaves|tor|top of rack)\b/],
  ['spine', /\bspines?\b/],
  ['core', /\b(?:core|super ?spine)\b/],
  ['node', /\b(?:nodes?|servers?|hosts?|dgx|hgx|compute|trays?)\b/],
  ['gpu', /\bgpus?\b/],
];

/** The fabric and the GPUs that a diagram shows; what it does not show is undefined. */
export interface DrawnCluster {
  readonly counts: Readonly<Record<Part, number>>;
  /** GPUs that it shows one by one, or that its nodes say they have ("8 GPUs"). */
  readonly gpus: number | undefined;
  /** Name in the catalogue of the GPU that a label names. */
  readonly gpu: string | undefined;
  /** Links between parts. */
  readonly links: {
    readonly nodeLeaf: number;
    readonly leafSpine: number;
    readonly spineCore: number;
  };
  /** Least and most links between a leaf and a spine that have any. */
  readonly perPair: readonly [least: number, most: number] | undefined;
  /** Links down over links up, of the leaf where it is most; undefined unless both are drawn. */
  readonly oversubscription: number | undefined;
}

/** Finds leaves, spines, nodes and GPUs in a diagram by their labels and ids. */
export function clusterIn(diagram: Diagram): DrawnCluster {
  const parts = new Map(diagram.nodes.map(({ id, label }) => [id, partOf(label) ?? partOf(id)]));
  const counts: Record<Part, number> = { gpu: 0, node: 0, leaf: 0, spine: 0, core: 0 };
  for (const part of parts.values()) if (part) counts[part]++;
  const links = { nodeLeaf: 0, leafSpine: 0, spineCore: 0 };
  const pairs = new Map<string, number>();
  const [down, up] = [new Map<string, number>(), new Map<string, number>()];
  const add = (to: Map<string, number>, key: string, count: number) =>
    to.set(key, (to.get(key) ?? 0) + count);
  for (const edge of diagram.edges) {
    const count = linksOf(edge);
    const between = (one: readonly Part[], other: Part): string | undefined => {
      const [a, b] = [parts.get(edge.from), parts.get(edge.to)];
      if (a && one.includes(a) && b === other) return edge.to;
      return b && one.includes(b) && a === other ? edge.from : undefined;
    };
    const below = between(['node', 'gpu'], 'leaf');
    const above = between(['leaf'], 'spine');
    if (below !== undefined) {
      links.nodeLeaf += count;
      add(down, below, count);
    } else if (above !== undefined) {
      links.leafSpine += count;
      add(up, above === edge.from ? edge.to : edge.from, count);
      add(pairs, JSON.stringify([edge.from, edge.to].sort()), count);
    } else if (between(['spine'], 'core') !== undefined) links.spineCore += count;
  }
  const ratios = [...down].flatMap(([leaf, count]) =>
    up.has(leaf) ? [count / up.get(leaf)!] : [],
  );
  const perPair = [...pairs.values()];
  return {
    ...{ counts, links, gpus: gpusIn(diagram, parts, counts.gpu), gpu: gpuNamed(diagram) },
    perPair: perPair.length > 0 ? [Math.min(...perPair), Math.max(...perPair)] : undefined,
    oversubscription: ratios.length > 0 ? Math.max(...ratios) : undefined,
  };
}

function partOf(text: string): Part | undefined {
  // What a node has ("8 GPUs") stands below its name, and does not say what it is.
  const kind = kindOf(text);
  return WORDS.find(([, words]) => words.test(kind))?.[0];
}

function gpusIn(
  diagram: Diagram,
  parts: ReadonlyMap<string, Part | undefined>,
  drawn: number,
): number | undefined {
  let said = 0;
  for (const { id, label } of diagram.nodes) {
    if (parts.get(id) !== 'node') continue;
    said += Number(
      /\b(\d{1,5})[^\S\n]*(?:[x×*][^\S\n]*)?(?:[a-z]\w{0,20}[- ])?gpus?\b/i.exec(label)?.[1] ?? 0,
    );
  }
  return said > 0 ? said : drawn > 0 ? drawn : undefined;
}

/** A GPU of the catalogue whose short name (`H100` of `h100-sxm`) stands in a label. */
function gpuNamed({ nodes, groups }: Diagram): string | undefined {
  const words = new Set(
    [...nodes, ...groups].flatMap(
      ({ label }) => label.toLowerCase().match(/[a-z]+\d+[a-z]*/g) ?? [],
    ),
  );
  return Object.keys(GPUS).find((name) => words.has(name.split('-')[0]!));
}
