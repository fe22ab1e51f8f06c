import { createStream, type RandomStream } from '../../base/index.ts';

/*
 * Graphs to be drawn and read back. Nothing here knows how anything is read: the generators write what people and
 * programs write, and keep what they meant.
 */

export interface MadeNode {
  readonly id: string;
  readonly label: string;
  group: string | null;
}

export interface MadeEdge {
  readonly from: string;
  readonly to: string;
  readonly label: string;
  readonly directed: boolean;
}

interface MadeGroup {
  readonly id: string;
  readonly label: string;
  readonly parent: string | null;
}

export interface MadeGraph {
  readonly nodes: readonly MadeNode[];
  readonly edges: MadeEdge[];
  readonly groups: readonly MadeGroup[];
}

/** What may happen by chance: choices of one seed, always the same. */
export class Chance {
  readonly #stream: RandomStream;

  constructor(seed: number) {
    this.#stream = createStream(seed);
  }

  /** From 0 to below 1. */
  number(): number {
    return this.#stream.next();
  }

  /** A whole number, both ends included. */
  from(least: number, most: number): number {
    return least + Math.floor(this.number() * (most - least + 1));
  }

  is(share: number): boolean {
    return this.number() < share;
  }

  of<Item>(items: readonly Item[]): Item {
    return items[this.from(0, items.length - 1)]!;
  }

  mixed<Item>(items: readonly Item[]): Item[] {
    const left = [...items];
    return items.map(() => left.splice(this.from(0, left.length - 1), 1)[0]!);
  }
}

const WORDS = [
  ...['Leaf', 'Spine', 'Core', 'Node', 'Rack', 'GPU', 'Storage', 'Switch', 'PDU', 'Router'],
  ...['Gateway', 'Queue', 'Store', 'Checkpoint', 'Scheduler', 'Login', 'Bus', 'Meter', 'Valve'],
];
const TAILS = [
  '',
  ' A',
  ' (primary)',
  ' & backup',
  ' <new>',
  ' "hot"',
  ' 100%',
  ': x/y',
  ' – Süd',
  ' #2',
  ' 機',
  ' end',
  ' 3.5 kW',
];
const LINKS = ['', '', '', '400G', '2 x 800G', 'NFS', 'A & B', 'yes/no', '1:1', 'uses it'];

export interface Wishes {
  readonly seed: number;
  readonly mostNodes?: number;
  /** Whether an edge may lead from a node to itself, or to a node that it leads to already. */
  readonly hasLoops?: boolean;
}

/** A graph in which every node and group has a label of its own. */
export function makeGraph({ seed, mostNodes = 14, hasLoops = true }: Wishes): MadeGraph {
  const chance = new Chance(seed);
  const groups: MadeGroup[] = [];
  for (let count = chance.from(0, 3); count > 0; count--) {
    const parent = groups.length > 0 && chance.is(0.4) ? chance.of(groups).id : null;
    groups.push({
      id: `g${groups.length}`,
      label: `${chance.of(['Pod', 'Zone', 'Hall'])} ${groups.length + 1}`,
      parent,
    });
  }
  const nodes = Array.from(
    { length: chance.from(Math.max(2, groups.length), mostNodes) },
    (_, index) => ({
      id: `n${index}`,
      label: labelOf(chance, index),
      // Every group holds a node: an empty one is not drawn by some.
      group:
        groups[index]?.id ?? (groups.length > 0 && chance.is(0.5) ? chance.of(groups).id : null),
    }),
  );
  const edges: MadeEdge[] = [];
  for (let count = chance.from(1, nodes.length * 2); count > 0; count--) {
    const [from, to] = [chance.of(nodes).id, chance.of(nodes).id];
    const isKnown = edges.some(
      (edge) => [edge.from, edge.to].sort().join() === [from, to].sort().join(),
    );
    if (!hasLoops && (from === to || isKnown)) continue;
    edges.push({ from, to, label: chance.of(LINKS), directed: chance.is(0.6) });
  }
  return { nodes, edges, groups };
}

function labelOf(chance: Chance, index: number): string {
  const first = `${chance.of(WORDS)} ${index + 1}${chance.of(TAILS)}`;
  return chance.is(0.2) ? `${first}\n${chance.of(['8 GPUs', 'row 3', 'x < y'])}` : first;
}

/** Groups from the outermost in, each with what is directly in it. */
export function membersOf(graph: MadeGraph, group: string | null) {
  return {
    nodes: graph.nodes.filter((node) => node.group === group),
    groups: graph.groups.filter(({ parent }) => parent === group),
  };
}

export function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
