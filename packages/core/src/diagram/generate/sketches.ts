import type { Chance, MadeEdge, MadeGraph, MadeNode } from './graph.ts';

/** Kinds of diagrams that people draw of machines. */
export const SKETCH_KINDS = ['fabric', 'tree', 'blocks', 'flow', 'power', 'rack'] as const;
export type SketchKind = (typeof SKETCH_KINDS)[number];

/** In columns and rows, and how many things are stacked above it within its row. */
interface Spot {
  readonly across: number;
  readonly down: number;
  readonly stack?: number;
}

/** A graph and where it stands, so that no line passes through a node. */
export interface Sketch {
  readonly graph: MadeGraph;
  readonly spots: ReadonlyMap<string, Spot>;
  /** Whether rows may be columns. */
  readonly canTurn: boolean;
}

/** A sketch while it grows. */
class Draft {
  readonly nodes: MadeNode[] = [];
  readonly edges: MadeEdge[] = [];
  readonly groups: { readonly id: string; readonly label: string; readonly parent: null }[] = [];
  readonly spots = new Map<string, Spot>();
  readonly #write: (name: string, number: number | string) => string;

  constructor(chance: Chance) {
    this.#write = chance.of(WRITTEN);
  }

  /** Adds a node and returns its id. */
  node(name: string, number: number | string, spot: Spot, group: string | null = null): string {
    const id = `n${this.nodes.length}`;
    this.nodes.push({ id, label: this.#write(name, number), group });
    this.spots.set(id, spot);
    return id;
  }

  group(label: string): string {
    const id = `g${this.groups.length}`;
    this.groups.push({ id, label, parent: null });
    return id;
  }

  edge(from: string, to: string, { label = '', directed = false } = {}): void {
    this.edges.push({ from, to, label, directed });
  }

  finish(canTurn: boolean): Sketch {
    const { nodes, edges, groups, spots } = this;
    return { graph: { nodes, edges, groups }, spots, canTurn };
  }
}

/** How names are written; one picture writes all in one way. */
const WRITTEN: readonly ((name: string, number: number | string) => string)[] = [
  (name, number) => `${name} ${number}`.trim(),
  (name, number) => `${name.toLowerCase().replaceAll(' ', '-')}-${number}`.replace(/-$/, ''),
  (name, number) => `${name.toUpperCase()} ${number}`.trim(),
  (name, number) => `${name}\n${number}`.trim(),
];

const DRAFTS: Readonly<Record<SketchKind, (draft: Draft, chance: Chance) => Sketch>> = {
  fabric,
  tree,
  blocks,
  flow,
  power,
  rack,
};

export function sketch(kind: SketchKind, chance: Chance): Sketch {
  return DRAFTS[kind](new Draft(chance), chance);
}

/** Leaves under spines, all of them linked with all but for one pair at times; nodes under leaves, perhaps in pods. */
function fabric(draft: Draft, chance: Chance): Sketch {
  const [spines, leaves] = [chance.from(2, 4), chance.from(2, 5)];
  const perLeaf = chance.from(0, 2);
  const width = Math.max(1, perLeaf);
  const pods = chance.is(0.5) && leaves >= 4 ? [draft.group('Pod 1'), draft.group('Pod 2')] : [];
  const podOf = (leaf: number) => pods[leaf < leaves / 2 ? 0 : 1] ?? null;
  const top = Array.from({ length: spines }, (_, index) =>
    draft.node('Spine', index + 1, { across: spread(index, spines, leaves * width), down: 0 }),
  );
  const speed = chance.of(['', '400G', '2 x 200G', '4 x 100G']);
  const left = chance.is(0.4) ? chance.from(0, spines * leaves - 1) : -1;
  for (let leaf = 0; leaf < leaves; leaf++) {
    const across = leaf * width + (width - 1) / 2;
    const id = draft.node('Leaf', leaf + 1, { across, down: 1 }, podOf(leaf));
    for (const [index, spine] of top.entries())
      if (leaf * spines + index !== left) draft.edge(spine, id);
    for (let node = 0; node < perLeaf; node++) {
      const number = leaf * perLeaf + node + 1;
      const spot = { across: leaf * width + node, down: 2 };
      draft.edge(id, draft.node('GPU node', number, spot, podOf(leaf)), { label: speed });
    }
  }
  return draft.finish(true);
}

/** A root, what hangs off it, and what hangs off that. */
function tree(draft: Draft, chance: Chance): Sketch {
  const directed = chance.is(0.5);
  const names = chance.of([
    ['Core', 'Switch', 'Camera'],
    ['Director', 'Team', 'Group'],
    ['Login', 'Service', 'Store'],
  ] as const);
  const sizes = Array.from({ length: chance.from(2, 3) }, () => chance.from(1, 3));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const root = draft.node(names[0], '', { across: (total - 1) / 2, down: 0 });
  let [across, number] = [0, 0];
  for (const [index, size] of sizes.entries()) {
    const middle = across + (size - 1) / 2;
    const child = draft.node(names[1], index + 1, { across: middle, down: 1 });
    draft.edge(root, child, { directed });
    for (let each = 0; each < size; each++) {
      const leaf = draft.node(names[2], ++number, { across: across++, down: 2 });
      draft.edge(child, leaf, { directed });
    }
  }
  return draft.finish(true);
}

/** Containers side by side with parts in them, linked within and with the next. */
function blocks(draft: Draft, chance: Chance): Sketch {
  const names = ['Parser', 'Cache', 'Queue', 'Index', 'Worker', 'Gate', 'Log', 'Meter', 'Proxy'];
  const rows = chance.from(2, 4);
  const columns = Array.from({ length: chance.from(2, 4) }, (_, across) => {
    const group = draft.group(`${chance.of(['Zone', 'Service', 'Subsystem'])} ${'ABCD'[across]}`);
    return Array.from({ length: chance.from(2, rows) }, (__, down) =>
      draft.node(chance.of(names), across * rows + down + 1, { across, down }, group),
    );
  });
  for (const [across, column] of columns.entries()) {
    for (const [down, id] of column.entries()) {
      const [below, beside] = [column[down + 1], columns[across + 1]?.[down]];
      if (below && chance.is(0.6)) draft.edge(id, below, { directed: chance.is(0.6) });
      const isFirst = across === 0 && down === 0;
      if (!beside || !(isFirst || chance.is(0.6))) continue;
      const ends = chance.is(0.8) ? ([id, beside] as const) : ([beside, id] as const);
      const label = chance.of(['', '', 'HTTP', 'gRPC', 'reads', 'SQL']);
      draft.edge(...ends, { label, directed: chance.is(0.6) });
    }
  }
  return draft.finish(true);
}

/** Steps one after the other; what a decision leads to besides stands beside, and comes back to the next step. */
function flow(draft: Draft, chance: Chance): Sketch {
  const verbs = ['Load', 'Check', 'Train', 'Save', 'Report', 'Copy', 'Test', 'Publish'];
  const count = chance.from(4, 7);
  const steps = Array.from({ length: count }, (_, down) =>
    draft.node(down === 0 ? 'Start' : chance.of(verbs), down + 1, { across: 0, down }),
  );
  for (const [down, step] of steps.slice(0, -1).entries()) {
    const next = steps[down + 1]!;
    const branches = down > 0 && down < count - 1 && chance.is(0.4);
    draft.edge(step, next, { label: branches ? 'yes' : '', directed: true });
    if (!branches) continue;
    const aside = draft.node(chance.of(['Wait', 'Repair', 'Ask']), down + 1, { across: 1, down });
    draft.edge(step, aside, { label: 'no', directed: true });
    if (chance.is(0.7)) draft.edge(aside, next, { directed: true });
  }
  return draft.finish(true);
}

/** A one-line diagram: two sources, a switchboard, transformers, UPS and what they feed. */
function power(draft: Draft, chance: Chance): Sketch {
  const directed = chance.is(0.3);
  const feeds = chance.from(2, 3);
  const perFeed = chance.from(1, 2);
  const middle = (feeds * perFeed - 1) / 2;
  const volts = chance.is(0.6) ? (['13.8 kV', '480 V', '415 V'] as const) : (['', '', ''] as const);
  const board = draft.node('Switchboard', '', { across: middle, down: 1 });
  for (const [index, name] of ['Utility', 'Generator'].entries()) {
    const source = draft.node(name, '', { across: middle - 0.6 + 1.2 * index, down: 0 });
    draft.edge(source, board, { directed });
  }
  const hasHalls = chance.is(0.6);
  for (let feed = 0; feed < feeds; feed++) {
    const across = feed * perFeed + (perFeed - 1) / 2;
    const hall = hasHalls ? draft.group(`Hall ${feed + 1}`) : null;
    const transformer = draft.node('TX', feed + 1, { across, down: 2 });
    draft.edge(board, transformer, { label: volts[0], directed });
    const ups = draft.node('UPS', feed + 1, { across, down: 3 }, hall);
    draft.edge(transformer, ups, { label: volts[1], directed });
    for (let each = 0; each < perFeed; each++) {
      const spot = { across: feed * perFeed + each, down: 4 };
      const pdu = draft.node('PDU', feed * perFeed + each + 1, spot, hall);
      draft.edge(ups, pdu, { label: volts[2], directed });
    }
  }
  return draft.finish(true);
}

/** Racks with their units one above the other, the switch at the top of each linked with those of the row. */
function rack(draft: Draft, chance: Chance): Sketch {
  const racks = chance.from(2, 4);
  const switches = chance.from(1, 2);
  const above = Array.from({ length: switches }, (_, index) =>
    draft.node('Row switch', index + 1, { across: spread(index, switches, racks), down: 0 }),
  );
  const label = chance.of(['', '100G', '2 x 400G']);
  for (let across = 0; across < racks; across++) {
    const group = draft.group(`Rack ${across + 1}`);
    const top = draft.node('ToR', across + 1, { across, down: 1 }, group);
    for (const [index, each] of above.entries())
      draft.edge(each, top, { label: index === 0 && above.length === 1 ? label : '' });
    const units = chance.from(2, 5);
    for (let unit = 1; unit <= units; unit++)
      draft.node('Server', across * 5 + unit, { across, down: 1, stack: unit }, group);
  }
  return draft.finish(false);
}

/** Places `count` things evenly over a row of some columns. */
function spread(index: number, count: number, columns: number): number {
  return ((index + 0.5) * Math.max(columns, count)) / count - 0.5;
}
