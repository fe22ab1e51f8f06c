import { Chance, type MadeGraph } from './graph.ts';
import type { Layout, Rect } from './layout.ts';
import { type Sketch, type SketchKind, sketch } from './sketches.ts';
import { type Colours, drawParts, type Manner } from './svg.ts';

/** A drawing that is to be made a picture, and what it shows. */
export interface DrawnPicture {
  readonly kind: SketchKind;
  readonly graph: MadeGraph;
  /** With all that makes it hard to read. */
  readonly svg: string;
  /** Without it: what it shows can be read from its geometry. */
  readonly clean: string;
  /** Pixels for each unit of the drawing. */
  readonly scale: number;
  /** Standard deviation in pixels; 0 is sharp. */
  readonly blur: number;
  /** Degrees by which the page lies askew. */
  readonly tilt: number;
}

interface Look extends Colours {
  readonly paper: string;
  readonly ink: string;
}

const LOOKS: readonly Look[] = [
  look('white', '#111', '#333', '#999', ['fill="white" stroke="black"']),
  look('#ffffff', '#1f2937', '#475569', '#94a3b8', [
    'fill="#dbeafe" stroke="#1d4ed8"',
    'fill="#dcfce7" stroke="#15803d" stroke-width="2"',
    'fill="#fef3c7" stroke="#b45309"',
  ]),
  look('#111827', '#f3f4f6', '#9ca3af', '#6b7280', [
    'fill="#1f2937" stroke="#60a5fa"',
    'fill="#312e81" stroke="#a5b4fc" stroke-width="2"',
  ]),
  look('#fdf6e3', '#073642', '#586e75', '#93a1a1', [
    'fill="#eee8d5" stroke="#586e75" stroke-width="1.5"',
  ]),
  look('#f5f5f4', '#000', '#000', '#000', ['fill="none" stroke="#000" stroke-width="1.5"']),
];

function look(
  paper: string,
  ink: string,
  line: string,
  group: string,
  shapes: readonly string[],
): Look {
  return { paper, ink, line, group, shapes, ground: paper };
}

/** The picture of a kind and a seed: sketch, orientation, colours, shapes, arrows, fonts, size and noise. */
export function drawPicture(kind: SketchKind, seed: number): DrawnPicture {
  const chance = new Chance(seed + 17_000);
  const drawn = sketch(kind, chance);
  const layout = layOutSketch(drawn, drawn.canTurn && chance.is(0.5), chance);
  const colours = chance.of(LOOKS);
  const manner: Manner = {
    ...{ chance, layout, colours, shape: chance.of(['rect', 'rect', 'round', 'ellipse', 'path']) },
    lines: chance.of(['line', 'path', 'polyline']),
    ends: chance.of(['outline', 'gap']),
    heads: chance.of(['marker', 'style', 'polygon']),
    texts: chance.of(['middle', 'tspan']),
    labels: chance.of(['plain', 'ground', 'grouped']),
  };
  const body = drawParts(drawn.graph, manner).join('');
  const font = chance.of(['sans-serif', 'serif', 'monospace']);
  const noise = noiseOver(layout, colours, chance);
  const framed = (more: string) => frame(`${body}${more}`, layout, { ...colours, font });
  return {
    ...{ kind, graph: drawn.graph, svg: framed(noise), clean: framed('') },
    scale: chance.of([0.8, 1, 1.5, 2]),
    blur: chance.of([0, 0, 0.5, 0.8]),
    tilt: chance.of([0, 0, 0, -1.5, 1]),
  };
}

/** Room for a character and a line of text, in units of the drawing. */
const CHARACTER = 8.4;
const LINE = 18;
/** Around what a group holds, and above it for the title. */
const PADDING = 18;
const TITLE = 26;

function layOutSketch({ graph, spots }: Sketch, isTurned: boolean, chance: Chance): Layout {
  const lines = graph.nodes.map(({ label }) => label.split('\n'));
  const longest = Math.max(...lines.flat().map((line) => line.length));
  const width = longest * CHARACTER + chance.from(30, 50);
  const height = Math.max(...lines.map(({ length }) => length)) * LINE + chance.from(16, 30);
  const [along, deep] = isTurned ? [height, width] : [width, height];
  // Room for the text of a line and the sides of two groups.
  const [besideGap, belowGap] = isTurned ? [100, 150] : [130, 110];
  const cell = along + besideGap;
  const row = Math.max(deep + belowGap, rowFor(graph, spots, { along, deep, cell }));
  const boxes = new Map<string, Rect>();
  const margin = 60;
  for (const [id, { across, down, stack = 0 }] of spots) {
    const [a, b] = [across * cell, down * row + stack * (deep + 6)];
    const [x, y] = isTurned ? [b, a] : [a, b];
    boxes.set(id, { x: round(x + margin), y: round(y + margin), width, height });
  }
  for (const { id } of graph.groups) {
    const inside = graph.nodes.filter(({ group }) => group === id);
    boxes.set(id, around(inside.map((node) => boxes.get(node.id)!)));
  }
  const all = [...boxes.values()];
  const right = Math.max(...all.map((box) => box.x + box.width));
  const bottom = Math.max(...all.map((box) => box.y + box.height));
  return { boxes, width: Math.ceil(right + margin), height: Math.ceil(bottom + margin) };
}

/** How far apart rows must be so that a line over several columns clears the nodes beside its ends. */
function rowFor(
  { edges }: MadeGraph,
  spots: Sketch['spots'],
  { along, deep, cell }: { readonly along: number; readonly deep: number; readonly cell: number },
): number {
  const spans = edges.map(({ from, to }) =>
    Math.abs(spots.get(from)!.across - spots.get(to)!.across),
  );
  const most = Math.max(0, ...spans);
  return most <= 0.5 ? 0 : ((deep / 2 + 10) * most * cell) / (cell - along / 2);
}

function around(boxes: readonly Rect[]): Rect {
  const left = Math.min(...boxes.map(({ x }) => x)) - PADDING;
  const top = Math.min(...boxes.map(({ y }) => y)) - TITLE;
  const right = Math.max(...boxes.map(({ x, width }) => x + width)) + PADDING;
  const bottom = Math.max(...boxes.map(({ y, height }) => y + height)) + PADDING;
  return { x: left, y: top, width: right - left, height: bottom - top };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Nothing, the lines of squared paper, or dust. */
function noiseOver({ width, height }: Layout, { line }: Look, chance: Chance): string {
  const way = chance.of(['none', 'none', 'squares', 'dust']);
  if (way === 'none') return '';
  const marks: string[] = [];
  if (way === 'dust') {
    for (let count = Math.round((width * height) / 6000); count > 0; count--)
      marks.push(
        `<circle cx="${chance.from(0, width)}" cy="${chance.from(0, height)}" r="${chance.of([0.6, 0.9, 1.3])}"/>`,
      );
    return `<g fill="${line}" opacity="0.5">${marks.join('')}</g>`;
  }
  for (let x = 20; x < width; x += 20) marks.push(`M${x} 0V${height}`);
  for (let y = 20; y < height; y += 20) marks.push(`M0 ${y}H${width}`);
  return `<path d="${marks.join('')}" stroke="${line}" stroke-width="0.5" opacity="0.25" fill="none"/>`;
}

function frame(
  body: string,
  { width, height }: Layout,
  { paper, ink, line, font }: Look & { readonly font: string },
): string {
  const arrow = `<defs><marker id="arrow" markerWidth="10" markerHeight="8" refX="9" refY="4" orient="auto-start-reverse"><path d="M0,0L10,4L0,8z" fill="${line}"/></marker></defs>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${font}" font-size="14" fill="${ink}"><rect width="${width}" height="${height}" fill="${paper}"/>${arrow}${body}</svg>`;
}
