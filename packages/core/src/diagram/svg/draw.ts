import { holdTo, refuse } from '../fault.ts';
import { boxAround, gap, type Point } from '../geometry.ts';
import { elementsOf, type XmlElement } from '../xml.ts';
import type { Drawing, Line, Shape, Tip, Writing } from './drawing.ts';
import { apply, IDENTITY, type Matrix, numbersIn, readTransform, shift, times } from './matrix.ts';
import { readPath, type Trace } from './path.ts';
import { isHidden, type Lineage, paints, Sheet, type Style } from './style.ts';
import { readForeign, readText } from './writing.ts';

/** What is only painted where something refers to it, or never. */
const UNSEEN = new Set([
  ...[
    'defs',
    'symbol',
    'clipPath',
    'mask',
    'pattern',
    'marker',
    'linearGradient',
    'radialGradient',
  ],
  ...['filter', 'metadata', 'title', 'desc', 'style', 'script', 'namedview'],
]);
/** `use` within `use`. */
const MOST_USES = 20;
/** Elements that are painted, those of `use` each time. */
const MOST_PAINTED = 200_000;

interface At {
  readonly lineage: Lineage;
  readonly matrix: Matrix;
  readonly style: Style;
  readonly scope: number;
  readonly order: number;
  /** Ids of those `use` that it is painted for. */
  readonly uses: readonly string[];
}

/** Paints an SVG: what is seen of it, with all transforms done. */
export function draw(root: XmlElement): Drawing {
  return new Painter(root).paint();
}

class Painter {
  readonly #root: XmlElement;
  readonly #byId = new Map<string, XmlElement>();
  readonly #sheet: Sheet;
  readonly #shapes: Shape[] = [];
  readonly #lines: Line[] = [];
  readonly #writings: Writing[] = [];
  #painted = 0;
  #scopes = 0;

  constructor(root: XmlElement) {
    this.#root = root;
    const styles: XmlElement[] = [];
    const open = [root];
    for (let element = open.pop(); element; element = open.pop()) {
      const id = element.attributes.get('id');
      if (id !== undefined) this.#byId.set(id, element);
      if (element.name === 'style') styles.push(element);
      open.push(...elementsOf(element));
    }
    this.#sheet = new Sheet(styles);
  }

  paint(): Drawing {
    const at = { lineage: [], matrix: IDENTITY, style: new Map(), scope: 0, order: 0, uses: [] };
    this.#visit(this.#root, at);
    return { shapes: this.#shapes, lines: this.#lines, writings: this.#writings };
  }

  #visit(element: XmlElement, around: At): void {
    if (UNSEEN.has(element.name)) return;
    if (++this.#painted > MOST_PAINTED)
      refuse('size', `The drawing has more than ${MOST_PAINTED} elements, the limit; divide it.`);
    const lineage = [...around.lineage, element];
    holdTo('depth', lineage.length, 'elements within each other');
    const style = this.#sheet.styleOf(lineage, around.style);
    if (isHidden(style)) return;
    const matrix = times(around.matrix, readTransform(element.attributes.get('transform')));
    const at: At = { ...around, lineage, style, matrix, order: this.#painted };
    if (element.name === 'use') this.#use(element, at);
    else if (element.name === 'switch') this.#switch(element, at);
    else if (/^(?:g|a|svg)$/.test(element.name)) this.#group(element, at);
    else if (style.get('visibility') !== 'hidden' && style.get('visibility') !== 'collapse')
      this.#element(element, at);
  }

  #group(element: XmlElement, at: At): void {
    const scope = ++this.#scopes;
    const matrix =
      element.name === 'svg'
        ? times(at.matrix, viewportOf(element, at.lineage.length > 1))
        : at.matrix;
    for (const child of elementsOf(element)) this.#visit(child, { ...at, matrix, scope });
  }

  #use(element: XmlElement, at: At): void {
    const id = element.attributes.get('href')?.replace(/^#/, '');
    const target = id === undefined ? undefined : this.#byId.get(id);
    if (id === undefined || !target || at.uses.includes(id) || at.uses.length >= MOST_USES) return;
    const place = shift(lengthAt(element, 'x'), lengthAt(element, 'y'));
    const inner = { ...at, matrix: times(at.matrix, place), uses: [...at.uses, id] };
    const own = element.attributes.get('id');
    // What is used many times is told apart by the ids of what uses it.
    const named = new Map([
      ...target.attributes,
      ...(own === undefined ? [] : [['id', own] as const]),
    ]);
    if (own === undefined) named.delete('id');
    if (target.name !== 'symbol') {
      this.#visit({ ...target, attributes: named }, inner);
      return;
    }
    const size = ['width', 'height'].map((name) => [
      name,
      element.attributes.get(name) ?? target.attributes.get(name),
    ]);
    const attributes = new Map([...named, ...size.filter((pair) => pair[1] !== undefined)] as [
      string,
      string,
    ][]);
    attributes.delete('x');
    attributes.delete('y');
    this.#visit({ ...target, name: 'svg', attributes }, inner);
  }

  /** HTML where it can be shown, with a text beside it where not: the text says where it stands. */
  #switch(element: XmlElement, at: At): void {
    const inside = elementsOf(element);
    const foreign = inside.find(({ name }) => name === 'foreignObject');
    const fallback = inside.find(({ name }) => name === 'text');
    const html = foreign && readForeign(foreign, at);
    const text =
      fallback &&
      readText(fallback, {
        ...at,
        style: this.#sheet.styleOf([...at.lineage, fallback], at.style),
      });
    if (html && text) this.#writings.push({ ...text, text: html.text });
    else if (html ?? text) this.#writings.push((html ?? text)!);
    else if (inside[0]) this.#visit(inside[0], at);
  }

  #element(element: XmlElement, at: At): void {
    if (element.name === 'text') this.#write(readText(element, at));
    else if (element.name === 'foreignObject') this.#write(readForeign(element, at));
    else for (const trace of tracesOf(element)) this.#trace(trace, element, at);
  }

  #write(writing: Writing | undefined): void {
    if (writing) this.#writings.push(writing);
  }

  #trace({ points, isClosed }: Trace, element: XmlElement, at: At): void {
    const { style, scope, matrix, order } = at;
    const outline = points.map((point) => apply(matrix, point));
    const hasStroke = paints(style.get('stroke'), false);
    const hasFill = paints(style.get('fill'), true);
    // An open path that is filled and has no stroke is an area, as is one that returns to where it began.
    const isArea =
      isClosed ||
      (hasFill && ((style.get('stroke') === 'none' && points.length > 2) || comesBackTo(points)));
    if (isArea) {
      if (!hasFill && style.get('stroke') === 'none') return;
      const isRound = element.name === 'circle' || element.name === 'ellipse';
      const id = this.#idOf(at);
      this.#shapes.push({ outline, box: boxAround(outline), isRound, hasStroke, id, scope, order });
    } else if (style.get('stroke') !== 'none') {
      const [start, mid, end] = ['start', 'mid', 'end'].map((place) =>
        this.#marker(style.get(`marker-${place}`)),
      );
      const isMid = mid !== 'none' && start === 'none' && end === 'none';
      this.#lines.push({ points: outline, start: start!, end: isMid ? mid! : end!, scope, order });
    }
  }

  /** Its own id, or that of the nearest group around it. */
  #idOf({ lineage }: At): string | undefined {
    const named = lineage.slice(1).reverse();
    return named.find(({ attributes }) => attributes.has('id'))?.attributes.get('id');
  }

  /** What a marker draws; nothing if there is none of that name. */
  #marker(value: string | undefined): Tip {
    const id = /^url\(\s*["']?#([^"')]+)["']?\s*\)/.exec(value ?? '')?.[1];
    const marker = id === undefined ? undefined : this.#byId.get(id.trim());
    if (marker?.name !== 'marker') return 'none';
    const inside = elementsOf(marker).flatMap((child) =>
      child.name === 'g' ? elementsOf(child) : [child],
    );
    if (inside.length === 0) return 'none';
    return inside.some(({ name }) => /^(?:path|polygon|polyline|line)$/.test(name))
      ? 'head'
      : 'mark';
  }
}

/** What the viewport of an `svg` within another, or a `viewBox`, does to what is in it. */
function viewportOf(element: XmlElement, isInner: boolean): Matrix {
  const place = isInner ? shift(lengthAt(element, 'x'), lengthAt(element, 'y')) : IDENTITY;
  const box = numbersIn(element.attributes.get('viewBox') ?? '');
  const [width, height] = [lengthAt(element, 'width'), lengthAt(element, 'height')];
  const [left = 0, top = 0, wide = 0, high = 0] = box;
  if (!isInner || wide <= 0 || high <= 0 || width <= 0 || height <= 0) return place;
  const scale = Math.min(width / wide, height / high);
  const [dx, dy] = [(width - wide * scale) / 2, (height - high * scale) / 2];
  return times(place, [scale, 0, 0, scale, dx - left * scale, dy - top * scale]);
}

function lengthAt(element: XmlElement, name: string): number {
  const given = element.attributes.get(name);
  const number = given === undefined || given.endsWith('%') ? 0 : Number.parseFloat(given);
  return Number.isFinite(number) ? number : 0;
}

/** Corners of the unit circle at 32 places, by halving; no function of angles is needed. */
const ROUND = readPath('M1 0A1 1 0 0 1 -1 0A1 1 0 0 1 1 0Z')[0]!.points;

function tracesOf(element: XmlElement): Trace[] {
  const at = (name: string) => lengthAt(element, name);
  const points = () => pairs(numbersIn(element.attributes.get('points') ?? ''));
  switch (element.name) {
    case 'rect':
    case 'image':
      return boxTrace(at('x'), at('y'), at('width'), at('height'));
    case 'circle':
      return roundTrace(at('cx'), at('cy'), at('r'), at('r'));
    case 'ellipse':
      return roundTrace(at('cx'), at('cy'), at('rx'), at('ry'));
    case 'line':
      return [
        {
          points: [
            { x: at('x1'), y: at('y1') },
            { x: at('x2'), y: at('y2') },
          ],
          isClosed: false,
        },
      ];
    case 'polygon':
      return [{ points: points(), isClosed: true }].filter((trace) => trace.points.length > 2);
    case 'polyline':
      return polylineTrace(points());
    case 'path':
      return readPath(element.attributes.get('d') ?? '');
    default:
      return [];
  }
}

function boxTrace(x: number, y: number, width: number, height: number): Trace[] {
  if (width <= 0 || height <= 0) return [];
  const [right, bottom] = [x + width, y + height];
  const points = [
    { x, y },
    { x: right, y },
    { x: right, y: bottom },
    { x, y: bottom },
  ];
  return [{ points, isClosed: true }];
}

function roundTrace(x: number, y: number, rx: number, ry: number): Trace[] {
  if (rx <= 0 || ry <= 0) return [];
  return [{ points: ROUND.map((on) => ({ x: x + on.x * rx, y: y + on.y * ry })), isClosed: true }];
}

function polylineTrace(points: readonly Point[]): Trace[] {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last || points.length < 2) return [];
  return [{ points, isClosed: points.length > 3 && first.x === last.x && first.y === last.y }];
}

function pairs(numbers: readonly number[]): Point[] {
  const count = Math.floor(numbers.length / 2);
  return Array.from({ length: count }, (_, index) => ({
    x: numbers[2 * index]!,
    y: numbers[2 * index + 1]!,
  }));
}

/** Whether a path ends where it has been before, other than where it just was: a drum is drawn so, with one stroke. */
function comesBackTo(points: readonly Point[]): boolean {
  const last = points.at(-1);
  if (!last) return false;
  const { width, height } = boxAround(points);
  const slack = 1e-3 * Math.max(width, height);
  return points.slice(0, -4).some((point) => gap(point, last) <= slack);
}
