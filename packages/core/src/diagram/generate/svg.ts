import { Chance, escapeXml, type MadeEdge, type MadeGraph, type MadeNode } from './graph.ts';
import { type Layout, layOut, type Rect } from './layout.ts';

interface Spot {
  readonly x: number;
  readonly y: number;
}

/** How one drawing is made: programs draw all nodes and lines alike, and no two do it in one way. */
export interface Manner {
  readonly chance: Chance;
  readonly colours: Colours;
  readonly layout: Layout;
  readonly shape: Shape | 'mixed';
  readonly lines: 'line' | 'path' | 'curve' | 'polyline' | 'elbow';
  /** Where lines end: on outlines, in the middle of shapes (drawn before these), or a little before. */
  readonly ends: 'outline' | 'centre' | 'gap';
  readonly heads: 'marker' | 'style' | 'polygon' | 'class';
  readonly texts: 'middle' | 'start' | 'foreign' | 'tspan';
  readonly labels: 'plain' | 'ground' | 'grouped';
}

export interface Colours {
  /** Attributes of which each shape has one set. */
  readonly shapes: readonly string[];
  /** Of lines and the heads of their arrows. */
  readonly line: string;
  readonly group: string;
  /** Behind the text of a line. */
  readonly ground: string;
}

const PLAIN: Colours = {
  shapes: [
    'fill="white" stroke="black"',
    'fill="#def" stroke="#225" stroke-width="2"',
    'style="fill:none;stroke:#000"',
  ],
  ...{ line: '#333', group: '#999', ground: 'white' },
};

type Shape = 'rect' | 'round' | 'ellipse' | 'diamond' | 'path' | 'use';
const SHAPES: readonly Shape[] = ['rect', 'round', 'ellipse', 'diamond', 'path', 'use'];

/** A graph as an SVG. What it means is nowhere but in its geometry. */
export function writeSvg(graph: MadeGraph, seed: number): string {
  const chance = new Chance(seed + 13_000);
  const layout = layOut(graph, chance);
  const manner: Manner = {
    ...{ chance, layout, colours: PLAIN, shape: chance.of([...SHAPES, 'mixed', 'mixed'] as const) },
    lines: chance.of(['line', 'path', 'curve', 'polyline', 'elbow']),
    ends: chance.of(['outline', 'centre', 'gap']),
    heads: chance.of(['marker', 'style', 'polygon', 'class']),
    texts: chance.of(['middle', 'start', 'foreign', 'tspan']),
    labels: chance.of(['plain', 'ground', 'grouped']),
  };
  return frame(drawParts(graph, manner), manner);
}

/** What a graph consists of, in the order in which it is painted. */
export function drawParts(graph: MadeGraph, manner: Manner): string[] {
  const { chance } = manner;
  // In the middle, a head would lie under the shape.
  const own =
    manner.ends === 'centre' && manner.heads === 'polygon'
      ? { ...manner, ends: 'outline' as const }
      : manner;
  const shapes = new Map(
    graph.nodes.map(({ id }) => [id, own.shape === 'mixed' ? chance.of(SHAPES) : own.shape]),
  );
  const groups = graph.groups.map((group) => drawGroup(group.id, group.label, own));
  const edges = graph.edges.map((edge) => drawEdge(edge, shapes, own));
  const nodes = graph.nodes.map((node) => drawNode(node, shapes.get(node.id)!, own));
  return [...groups, ...(own.ends === 'centre' ? [...edges, ...nodes] : [...nodes, ...edges])];
}

function frame(parts: readonly string[], { chance, layout }: Manner): string {
  const { width, height } = layout;
  const ground = chance.is(0.3) ? `<rect width="${width}" height="${height}" fill="white"/>` : '';
  const title = chance.is(0.3)
    ? `<text x="20" y="${height + 90}">Figure 1: what is where</text>`
    : '';
  const body = `${ground}${parts.join(chance.of(['', '\n  ']))}${title}`;
  const wrapped = chance.of([
    body,
    `<g>${body}</g>`,
    `<g transform="translate(100,50) scale(2)">${body}</g>`,
    `<g transform="rotate(90)">${body}</g>`,
    `<g transform="matrix(0.5 0 0 0.5 -20 10)"><g>${body}</g></g>`,
    `<svg x="10" y="5">${body}</svg>`,
  ]);
  const definitions = `<defs><marker id="arrow" markerWidth="10" markerHeight="8" refX="9" refY="4" orient="auto-start-reverse"><path d="M0,0L10,4L0,8z"/></marker>
<rect id="box" width="60" height="30" fill="none" stroke="black"/><text id="nobody">Nobody</text><symbol id="never"><rect width="50" height="50"/><text>Never</text></symbol>
<linearGradient id="fade"><stop offset="0"/></linearGradient></defs>`;
  const style =
    '<style>.line { stroke: #333; fill: none } .to { marker-end: url(#arrow); } .from { marker-start: url(#arrow) } text { font-family: sans-serif }</style>';
  const declaration = chance.is(0.4)
    ? '<?xml version="1.0"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">\n'
    : '';
  return `${declaration}<!-- made --><svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 ${width} ${height}" font-size="14"><title>A graph</title>${definitions}${style}${wrapped}</svg>`;
}

function drawGroup(id: string, label: string, { chance, layout, colours }: Manner): string {
  const { x, y, width, height } = layout.boxes.get(id)!;
  const rect = `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="none" stroke="${colours.group}" stroke-dasharray="4"/>`;
  const text = chance.of([
    `<text x="${x + 8}" y="${y + 17}">${escapeXml(label)}</text>`,
    `<text x="${x + width / 2}" y="${y + 18}" text-anchor="middle">${escapeXml(label)}</text>`,
  ]);
  return chance.is(0.5) ? `<g class="cluster">${rect}${text}</g>` : `${rect}${text}`;
}

function drawNode({ id, label }: MadeNode, shape: Shape, manner: Manner): string {
  const box = manner.layout.boxes.get(id)!;
  const { chance } = manner;
  const drawn =
    drawShape(shape, box, chance.of(manner.colours.shapes)) + drawText(label, box, manner);
  return chance.is(0.5) ? `<g class="node">${drawn}</g>` : drawn;
}

function drawShape(shape: Shape, { x, y, width, height }: Rect, paint: string): string {
  const [cx, cy, right, bottom] = [x + width / 2, y + height / 2, x + width, y + height];
  if (shape === 'rect')
    return `<rect x="${x}" y="${y}" width="${width}" height="${height}" ${paint}/>`;
  if (shape === 'round')
    return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="6" ${paint}/>`;
  if (shape === 'ellipse')
    return `<ellipse cx="${cx}" cy="${cy}" rx="${width / 2}" ry="${height / 2}" ${paint}/>`;
  if (shape === 'diamond')
    return `<polygon points="${cx},${y} ${right},${cy} ${cx},${bottom} ${x},${cy}" ${paint}/>`;
  if (shape === 'path')
    return `<path d="M${x + 5} ${y}h${width - 10}q5 0 5 5V${bottom}H${x}v${5 - height}q0-5 5-5Z" ${paint}/>`;
  return `<use xlink:href="#box" transform="translate(${x} ${y}) scale(${width / 60} ${height / 30})"/>`;
}

function drawText(label: string, box: Rect, { texts }: Manner): string {
  const lines = label.split('\n');
  const [cx, cy] = [box.x + box.width / 2, box.y + box.height / 2];
  const longest = Math.max(...lines.map((line) => [...line].length)) * 7;
  const first = cy - ((lines.length - 1) * 16) / 2 + 5;
  if (texts === 'foreign') {
    const html = lines.map(escapeXml).join('<br/>');
    return `<foreignObject x="${box.x}" y="${box.y}" width="${box.width}" height="${box.height}"><div xmlns="http://www.w3.org/1999/xhtml"><p>${html}</p></div></foreignObject>`;
  }
  if (texts === 'tspan') {
    const spans = lines.map(
      (line, index) =>
        `<tspan x="${cx}" dy="${index === 0 ? 0 : '1.1em'}">${escapeXml(line)}</tspan>`,
    );
    return `<text x="${cx}" y="${first}" text-anchor="middle">${spans.join('')}</text>`;
  }
  const start = texts === 'start';
  return lines
    .map(
      (line, index) =>
        `<text x="${start ? cx - longest / 2 : cx}" y="${first + index * 16}"${start ? '' : ' style="text-anchor:middle"'}>${escapeXml(line)}</text>`,
    )
    .join('');
}

function drawEdge(
  { from, to, label, directed }: MadeEdge,
  shapes: ReadonlyMap<string, Shape>,
  manner: Manner,
): string {
  const { chance, layout, ends, heads } = manner;
  const [a, b] = [from, to].map((id) => ({ box: layout.boxes.get(id)!, shape: shapes.get(id)! }));
  const middle = (box: Rect) => ({ x: box.x + box.width / 2, y: box.y + box.height / 2 });
  const [p, q] = [middle(a!.box), middle(b!.box)];
  const gap = ends === 'gap' ? chance.from(2, 9) : 0;
  const reach = heads === 'polygon' && directed ? 9 : 0;
  const start = ends === 'centre' ? p : leave(p, q, a!, gap);
  const end = ends === 'centre' ? q : leave(q, p, b!, gap + reach);
  const isBack = directed && chance.is(0.2) && reach === 0;
  const both = !directed && heads !== 'polygon' && chance.is(0.2);
  const tips = [both, directed || both] as const;
  // A line that is drawn backwards has its arrow where it begins.
  const drawn = isBack
    ? drawLine([end, start], [true, false], manner)
    : drawLine([start, end], tips, manner);
  const head = reach > 0 ? triangle(end, q, reach, manner.colours.line) : '';
  const middleOf = { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 };
  return withLabel(drawn + head, label, middleOf, manner);
}

type Ends = readonly [Spot, Spot];

function drawLine(
  [p, q]: Ends,
  [atStart, atEnd]: readonly [boolean, boolean],
  { lines, heads, colours }: Manner,
): string {
  const tips = heads === 'polygon' ? '' : markers(atStart, atEnd, heads);
  const classes =
    heads === 'class'
      ? ` class="line${atEnd ? ' to' : ''}${atStart ? ' from' : ''}"`
      : ` stroke="${colours.line}" fill="none"`;
  const common = `${classes}${tips}`;
  const [mx, my] = [(p.x + q.x) / 2, (p.y + q.y) / 2];
  if (lines === 'line') return `<line x1="${p.x}" y1="${p.y}" x2="${q.x}" y2="${q.y}"${common}/>`;
  if (lines === 'polyline')
    return `<polyline points="${p.x},${p.y} ${mx},${my} ${q.x},${q.y}"${common}/>`;
  if (lines === 'path') return `<path d="M ${p.x},${p.y} l ${q.x - p.x},${q.y - p.y}"${common}/>`;
  if (lines === 'curve') {
    const [dx, dy] = [(q.x - p.x) / 3, (q.y - p.y) / 3];
    return `<path d="M${p.x} ${p.y}C${p.x + dx} ${p.y + dy},${q.x - dx} ${q.y - dy},${q.x} ${q.y}"${common}/>`;
  }
  return `<path d="M${p.x} ${p.y}L${mx} ${my}Q${mx} ${my} ${mx} ${my}T${q.x} ${q.y}"${common}/>`;
}

function markers(atStart: boolean, atEnd: boolean, heads: Manner['heads']): string {
  if (heads === 'class') return '';
  const given = [...(atStart ? ['start'] : []), ...(atEnd ? ['end'] : [])];
  if (heads === 'marker') return given.map((at) => ` marker-${at}="url(#arrow)"`).join('');
  return given.length === 0
    ? ''
    : ` style="${given.map((at) => `marker-${at}: url(&quot;#arrow&quot;)`).join('; ')}"`;
}

function triangle(base: Spot, towards: Spot, length: number, fill: string): string {
  const distance = norm(towards.x - base.x, towards.y - base.y) || 1;
  const [ux, uy] = [(towards.x - base.x) / distance, (towards.y - base.y) / distance];
  const tip = { x: base.x + ux * length, y: base.y + uy * length };
  return `<polygon points="${base.x - uy * 4},${base.y + ux * 4} ${tip.x},${tip.y} ${base.x + uy * 4},${base.y - ux * 4}" fill="${fill}"/>`;
}

function norm(x: number, y: number): number {
  return Math.sqrt(x * x + y * y);
}

/** Where a line from the middle of a shape leaves it, and how much farther. */
function leave(
  from: Spot,
  to: Spot,
  { box, shape }: { box: Rect; shape: Shape },
  more: number,
): Spot {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const [hw, hh] = [box.width / 2, box.height / 2];
  const isSlanted = shape === 'diamond';
  const t = isSlanted
    ? 1 / (Math.abs(dx) / hw + Math.abs(dy) / hh)
    : shape === 'ellipse'
      ? 1 / norm(dx / hw, dy / hh)
      : Math.min(hw / Math.abs(dx || 1e-9), hh / Math.abs(dy || 1e-9));
  const on = t + more / norm(dx, dy);
  return { x: from.x + dx * on, y: from.y + dy * on };
}

function withLabel(
  line: string,
  label: string,
  { x, y }: Spot,
  { labels, chance, colours }: Manner,
): string {
  if (label === '') return labels === 'grouped' ? `<g>${line}</g>` : line;
  const width = label.length * 7;
  const ground = `<rect x="${x - width / 2 - 2}" y="${y - 9}" width="${width + 4}" height="18" fill="${colours.ground}"/>`;
  const text = `<text x="${x}" y="${y + (labels === 'ground' ? 5 : chance.of([5, -4]))}" text-anchor="middle">${escapeXml(label)}</text>`;
  if (labels === 'ground') return `${line}${ground}${text}`;
  return labels === 'grouped' ? `<g>${line}${text}</g>` : `${line}${text}`;
}

/**
 * The graph without those labels of edges that would lie over something else, which no drawing for people has: in a
 * node, over the title of a group, or at the middle of another line.
 */
export function legible(graph: MadeGraph, seed: number): MadeGraph {
  const layout = layOut(graph, new Chance(seed + 13_000));
  const middle = (id: string) => {
    const { x, y, width, height } = layout.boxes.get(id)!;
    return { x: x + width / 2, y: y + height / 2 };
  };
  const kept: MadeEdge[] = [];
  const spots: Spot[] = [];
  for (const edge of graph.edges) {
    const [p, q] = [middle(edge.from), middle(edge.to)];
    const spot = { x: (p.x + q.x) / 2, y: (p.y + q.y) / 2 };
    const inNode = [...graph.nodes, ...graph.groups].some(({ id }) => {
      const { x, y, width, height } = layout.boxes.get(id)!;
      const isGroup = graph.groups.some((group) => group.id === id);
      const over = (top: number, high: number) =>
        spot.x > x - 64 && spot.x < x + width + 64 && spot.y > top - 25 && spot.y < top + high + 25;
      return isGroup ? over(y, 20) || over(y + height - 20, 20) : over(y, height);
    });
    const isNear = spots.some(({ x, y }) => Math.abs(spot.x - x) < 90 && Math.abs(spot.y - y) < 40);
    kept.push(inNode || isNear ? { ...edge, label: '' } : edge);
    spots.push(spot);
  }
  return { ...graph, edges: kept };
}
