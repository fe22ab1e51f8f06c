import { failed, ok, type Result, showQuantity } from '../../base/index.ts';
import type { Diagram, DiagramEdge } from '../diagram.ts';
import { type Box, centreOf, gapToBox, type Point } from '../geometry.ts';
import { pointOf, wayAround } from './around.ts';
import { type Arrangement, arrange, SIZES } from './arrange.ts';

/** A diagram drawn anew. */
export interface Redrawn {
  readonly svg: string;
  /** The same in words, a line for each group and each edge. */
  readonly text: string;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

const STYLE =
  '.node{fill:#fff;stroke:#374151}.group{fill:none;stroke:#9ca3af;stroke-dasharray:5 4}.edge{fill:none;stroke:#4b5563}.ground{fill:#fff}' +
  'text{font:13px sans-serif;fill:#111827}' +
  '@media (prefers-color-scheme:dark){.node,.ground{fill:#111827}.node{stroke:#d1d5db}.edge,.group{stroke:#9ca3af}text{fill:#f3f4f6}}';

/** Nodes and edges of a drawing in which anything can be seen. */
const MOST_DRAWN = { nodes: 2000, edges: 5000 } as const;

/** Nodes of a drawing whose lines are led around nodes: in larger ones no line can be followed anyway, and it takes its time. */
const MOST_LED = 300;

/**
 * Draws a diagram as an SVG in rows: the same diagram always alike, with nothing in it that runs or is fetched. Problems:
 * `diagram.size`.
 */
export function redraw(diagram: Diagram): Result<Redrawn> {
  for (const [what, most] of Object.entries(MOST_DRAWN)) {
    const count = diagram[what as keyof typeof MOST_DRAWN].length;
    if (count <= most) continue;
    const message = `${showQuantity(count, '1')} ${what} are too many to draw; the limit is ${showQuantity(most, '1')}.`;
    return failed({ code: 'diagram.size', message });
  }
  return ok(drawn(diagram));
}

function drawn(diagram: Diagram): Redrawn {
  const arrangement = arrange(diagram);
  const { width, height } = arrangement;
  const text = inWords(diagram);
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${round(width)} ${round(height)}" width="${round(width)}" height="${round(height)}" role="img">`,
    `<title>${counted(diagram.nodes.length, 'node')}, ${counted(diagram.edges.length, 'edge')}</title><desc>${toXml(text)}</desc>`,
    `<style>${STYLE}</style>`,
    '<defs><marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="9" markerHeight="9" orient="auto"><path d="M0 0L8 4L0 8z" class="head" fill="#6b7280"/></marker></defs>',
    ...diagram.groups.map(({ id, label }) => drawGroup(label, arrangement.boxes.get(id)!)),
    ...new Edges(diagram, arrangement).draw(),
    ...diagram.nodes.map(({ id, label }) => drawNode(label, arrangement.boxes.get(id)!)),
    '</svg>',
  ];
  return { svg: `${parts.join('\n')}\n`, text, width: round(width), height: round(height) };
}

function drawGroup(label: string, { x, y, width, height }: Box): string {
  const title = `<text x="${round(x + SIZES.padding)}" y="${round(y + 18)}">${toXml(label.replaceAll('\n', ' '))}</text>`;
  return `<g><rect class="group" ${sides({ x, y, width, height })}/>${label === '' ? '' : title}</g>`;
}

function drawNode(label: string, box: Box): string {
  const { x, y } = centreOf(box);
  const lines = label === '' ? [] : label.split('\n');
  const first = y + 4.5 - ((lines.length - 1) * SIZES.line) / 2;
  const texts = lines.map(
    (line, index) =>
      `<text x="${round(x)}" y="${round(first + index * SIZES.line)}" text-anchor="middle">${toXml(line)}</text>`,
  );
  return `<g><rect class="node" ${sides(box)} rx="4"/>${texts.join('')}</g>`;
}

/** The lines of a drawing, and their texts where they hide nothing. */
class Edges {
  readonly #diagram: Diagram;
  readonly #boxes: ReadonlyMap<string, Box>;
  readonly #size: Pick<Arrangement, 'width' | 'height'>;
  readonly #taken: Box[];
  readonly #drawn = new Map<string, number>();

  constructor(diagram: Diagram, { boxes, width, height }: Arrangement) {
    this.#size = { width, height };
    this.#diagram = diagram;
    this.#boxes = boxes;
    this.#taken = diagram.nodes.map(({ id }) => boxes.get(id)!);
  }

  draw(): string[] {
    return this.#diagram.edges.map((edge) =>
      edge.from === edge.to ? this.#loop(edge) : this.#line(edge),
    );
  }

  #line(edge: DiagramEdge): string {
    const [a, b] = [this.#boxes.get(edge.from)!, this.#boxes.get(edge.to)!];
    const key = [edge.from, edge.to].sort().join('\n');
    const number = this.#drawn.get(key) ?? 0;
    this.#drawn.set(key, number + 1);
    // Parallel lines fan out to both sides of the first.
    const aside =
      9 * Math.ceil(number / 2) * (number % 2 === 0 ? 1 : -1) * (edge.from < edge.to ? 1 : -1);
    const [p, q] = [leave(a, centreOf(b), aside), leave(b, centreOf(a), -aside)];
    const control = wayAround(p, q, this.#others(edge), this.#size);
    if (control) return this.#curve(edge, a, b, control);
    const line = `<line class="edge" x1="${round(p.x)}" y1="${round(p.y)}" x2="${round(q.x)}" y2="${round(q.y)}"${arrow(edge)}/>`;
    return `<g>${line}${this.#text(edge.label, (t) => between(p, q, t))}</g>`;
  }

  #curve(edge: DiagramEdge, a: Box, b: Box, control: Point): string {
    const [p, q] = [leave(a, control, 0), leave(b, control, 0)];
    const line = `<path class="edge" d="M${round(p.x)} ${round(p.y)}Q${round(control.x)} ${round(control.y)} ${round(q.x)} ${round(q.y)}"${arrow(edge)}/>`;
    return `<g>${line}${this.#text(edge.label, (t) => pointOf(p, control, q, t))}</g>`;
  }

  /** What a line must not pass behind. */
  #others({ from, to }: DiagramEdge): readonly Box[] {
    if (this.#diagram.nodes.length > MOST_LED) return [];
    return this.#diagram.nodes.flatMap(({ id }) =>
      id === from || id === to ? [] : this.#boxes.get(id)!,
    );
  }

  #loop(edge: DiagramEdge): string {
    const { x, y, width, height } = this.#boxes.get(edge.from)!;
    const [right, middle] = [x + width, y + height / 2];
    const path = `<path class="edge" d="M${round(right)} ${round(middle - 8)}C${round(right + 30)} ${round(middle - 22)} ${round(right + 30)} ${round(middle + 22)} ${round(right)} ${round(middle + 8)}"${arrow(edge)}/>`;
    const at = { x: right + 22, y: middle };
    return `<g>${path}${this.#text(edge.label, () => at)}</g>`;
  }

  /** @param place of the line, from 0 to 1 */
  #text(label: string, place: (t: number) => Point): string {
    if (label === '') return '';
    const text = label.replaceAll('\n', ' ');
    const size = { width: [...text].length * SIZES.character + 4, height: SIZES.line };
    const places = [0.5, 0.36, 0.64, 0.43, 0.57, 0.29, 0.71, 0.22, 0.78, 0.15, 0.85].map((t) => {
      const { x, y } = place(t);
      return { x: x - size.width / 2, y: y - size.height / 2 };
    });
    const box = places
      .map((at) => ({ ...at, ...size }))
      .find((each) => !this.#taken.some((taken) => meets(each, taken)));
    const chosen = box ?? { ...places[0]!, ...size };
    this.#taken.push(chosen);
    const { x, y } = centreOf(chosen);
    return `<rect class="ground" ${sides(chosen)}/><text x="${round(x)}" y="${round(y + 4.5)}" text-anchor="middle">${toXml(text)}</text>`;
  }
}

function between(p: Point, q: Point, t: number): Point {
  return { x: p.x + (q.x - p.x) * t, y: p.y + (q.y - p.y) * t };
}

/** Where a line to a place leaves a box, moved aside by some pixels. */
function leave(box: Box, to: Point, aside: number): Point {
  const from = centreOf(box);
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.sqrt(dx * dx + dy * dy) || 1;
  const start = {
    x: clamp(from.x - (dy / length) * aside, box.x + 2, box.x + box.width - 2),
    y: clamp(from.y + (dx / length) * aside, box.y + 2, box.y + box.height - 2),
  };
  // A place within the box, as of a group's own node, is left towards where it lies.
  const reach = (distance: number, room: number) =>
    distance === 0 ? Infinity : room / Math.abs(distance);
  const across = reach(dx, dx > 0 ? box.x + box.width - start.x : start.x - box.x);
  const down = reach(dy, dy > 0 ? box.y + box.height - start.y : start.y - box.y);
  const t = Math.min(across, down);
  return Number.isFinite(t) ? { x: start.x + dx * t, y: start.y + dy * t } : start;
}

function arrow({ directed }: DiagramEdge): string {
  return directed ? ' marker-end="url(#arrow)"' : '';
}

function meets(a: Box, b: Box): boolean {
  const [x, y] = [
    clamp(b.x + b.width / 2, a.x, a.x + a.width),
    clamp(b.y + b.height / 2, a.y, a.y + a.height),
  ];
  return gapToBox({ x, y }, b) < 2;
}

function sides({ x, y, width, height }: Box): string {
  return `x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}"`;
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value));
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function counted(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

/** Text as XML; characters that XML cannot have are left out. */
function toXml(text: string): string {
  return [...text]
    .filter((character) => character >= ' ' || character === '\n' || character === '\t')
    .join('')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** A diagram in words: what is in which group, and what is joined with what; for those who do not see the drawing. */
function inWords({ nodes, edges, groups }: Diagram): string {
  const labels = new Map(
    [...groups, ...nodes].map(({ id, label }) => [id, label.replaceAll('\n', ' ') || id]),
  );
  const name = (id: string) => labels.get(id)!;
  const lines: string[] = [];
  for (const { id } of groups) {
    const inside = [
      ...groups.filter(({ parent }) => parent === id),
      ...nodes.filter(({ group }) => group === id),
    ];
    lines.push(`${name(id)} holds ${inside.map((each) => name(each.id)).join(', ') || 'nothing'}.`);
  }
  for (const { from, to, label, directed } of edges) {
    const text = label === '' ? '' : ` (${label.replaceAll('\n', ' ')})`;
    lines.push(`${name(from)} ${directed ? 'leads to' : 'is joined with'} ${name(to)}${text}.`);
  }
  const ends = new Set(edges.flatMap(({ from, to }) => [from, to]));
  const alone = nodes.filter(({ id }) => !ends.has(id)).map(({ id }) => name(id));
  if (alone.length > 0) lines.push(`Joined with nothing: ${alone.join(', ')}.`);
  return lines.join('\n');
}
