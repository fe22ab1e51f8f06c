import { gap, type Point } from '../geometry.ts';

/** A piece of a path that is drawn without lifting the pen. */
export interface Trace {
  readonly points: readonly Point[];
  readonly isClosed: boolean;
}

/** Pieces into which a curve is cut. */
const CUTS = 12;

/** The traces of path data, curves as many short lines. What follows a mistake is not drawn, as in browsers. */
export function readPath(data: string): Trace[] {
  return new PathReader(data).read();
}

/** How many numbers each command takes. */
const TAKES: Readonly<Record<string, number>> = {
  ...{ M: 2, L: 2, H: 1, V: 1, C: 6, S: 4, Q: 4, T: 2, A: 7, Z: 0 },
};

const TOKEN =
  /\s*,?\s*(?:([MLHVCSQTAZmlhvcsqtaz])|([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?))/y;
const FLAG = /\s*,?\s*([01])/y;

class PathReader {
  readonly #data: string;
  readonly #traces: Trace[] = [];
  #points: Point[] = [];
  #at: Point = { x: 0, y: 0 };
  /** The last control point of a curve, and which command had it. */
  #control: Point = this.#at;
  #last = '';
  #offset = 0;

  constructor(data: string) {
    this.#data = data;
  }

  read(): Trace[] {
    let command = '';
    for (;;) {
      const letter = this.#letter();
      if (letter !== undefined) command = letter;
      else if (command === '' || command.toUpperCase() === 'Z') break;
      const given = this.#numbers(command);
      if (!given) break;
      this.#draw(command, given);
      if (command === 'M') command = 'L';
      if (command === 'm') command = 'l';
    }
    this.#lift(false);
    return this.#traces;
  }

  #letter(): string | undefined {
    TOKEN.lastIndex = this.#offset;
    const letter = TOKEN.exec(this.#data)?.[1];
    if (letter !== undefined) this.#offset = TOKEN.lastIndex;
    return letter;
  }

  #numbers(command: string): number[] | undefined {
    const count = TAKES[command.toUpperCase()]!;
    const given: number[] = [];
    while (given.length < count) {
      // The flags of an arc may stand without a space: "a1 1 0 01.5.5".
      const isFlag = count === 7 && (given.length === 3 || given.length === 4);
      const pattern = isFlag ? FLAG : TOKEN;
      pattern.lastIndex = this.#offset;
      const found = pattern.exec(this.#data);
      const number = isFlag ? found?.[1] : found?.[2];
      if (number === undefined) return undefined;
      this.#offset = pattern.lastIndex;
      given.push(Number(number));
    }
    return given;
  }

  #draw(command: string, given: readonly number[]): void {
    const kind = command.toUpperCase();
    const from = this.#at;
    const base = command === kind ? { x: 0, y: 0 } : from;
    const point = (index: number) => ({ x: base.x + given[index]!, y: base.y + given[index + 1]! });
    if (kind === 'Z') this.#lift(true);
    else if (kind === 'M') this.#move(point(0));
    else if (kind === 'L') this.#line(point(0));
    else if (kind === 'H') this.#line({ x: base.x + given[0]!, y: from.y });
    else if (kind === 'V') this.#line({ x: from.x, y: base.y + given[0]! });
    else if (kind === 'C') this.#curve([from, point(0), point(2), point(4)]);
    else if (kind === 'S') this.#curve([from, this.#mirrored('CS'), point(0), point(2)]);
    else if (kind === 'Q') this.#curve([from, point(0), point(2)]);
    else if (kind === 'T') this.#curve([from, this.#mirrored('QT'), point(0)]);
    else this.#arc(from, given, point(5));
    this.#last = kind;
  }

  #mirrored(after: string): Point {
    if (this.#last === '' || !after.includes(this.#last)) return this.#at;
    return { x: 2 * this.#at.x - this.#control.x, y: 2 * this.#at.y - this.#control.y };
  }

  #move(to: Point): void {
    this.#lift(false);
    this.#points = [to];
    this.#at = to;
  }

  #line(to: Point): void {
    if (this.#points.length === 0) this.#points = [this.#at];
    this.#points.push(to);
    this.#at = to;
  }

  #curve(points: readonly Point[]): void {
    for (let cut = 1; cut <= CUTS; cut++) this.#line(alongCurve(points, cut / CUTS));
    this.#control = points.at(-2)!;
  }

  #arc(
    from: Point,
    [rx = 0, ry = 0, turn = 0, large = 0, sweep = 0]: readonly number[],
    to: Point,
  ): void {
    // A turned ellipse is drawn unturned: its ends stay, which is what lines need.
    const radii = turn % 180 === 0 ? [rx, ry] : [Math.max(rx, ry), Math.max(rx, ry)];
    for (const point of arcPoints(from, to, { radii, large: large === 1, sweep: sweep === 1 }))
      this.#line(point);
    this.#line(to);
  }

  #lift(isClosed: boolean): void {
    const [first] = this.#points;
    if (first && this.#points.length > 1) {
      const returns = this.#points.length > 3 && gap(first, this.#points.at(-1)!) < 0.01;
      this.#traces.push({ points: this.#points, isClosed: isClosed || returns });
    }
    if (first) this.#at = first;
    this.#points = [];
  }
}

/** A place on a Bézier curve, by repeated division. */
function alongCurve(points: readonly Point[], t: number): Point {
  let left = points;
  while (left.length > 1) {
    left = left.slice(1).map((b, index) => {
      const a = left[index]!;
      return { x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t };
    });
  }
  return left[0]!;
}

interface Arc {
  readonly radii: readonly number[];
  readonly large: boolean;
  readonly sweep: boolean;
}

/** Points between the ends of an arc, by halving on the unit circle: no function of angles is needed. */
function arcPoints(from: Point, to: Point, { radii, large, sweep }: Arc): Point[] {
  const [rx = 0, ry = 0] = radii.map(Math.abs);
  if (rx === 0 || ry === 0 || gap(from, to) === 0) return [];
  const a = { x: from.x / rx, y: from.y / ry };
  const b = { x: to.x / rx, y: to.y / ry };
  const half = gap(a, b) / 2;
  const scale = Math.max(1, half);
  const away = Math.sqrt(Math.max(0, scale * scale - half * half)) * (large === sweep ? -1 : 1);
  const normal = { x: (a.y - b.y) / (2 * half), y: (b.x - a.x) / (2 * half) };
  const centre = { x: (a.x + b.x) / 2 + normal.x * away, y: (a.y + b.y) / 2 + normal.y * away };
  const out = (p: Point) => ({ x: (p.x - centre.x) / scale, y: (p.y - centre.y) / scale });
  const on = between(out(a), out(b), { large, sweep, depth: 4 });
  return on.map((p) => ({ x: (centre.x + p.x * scale) * rx, y: (centre.y + p.y * scale) * ry }));
}

interface Halving {
  readonly large: boolean;
  readonly sweep: boolean;
  readonly depth: number;
}

function between(a: Point, b: Point, { large, sweep, depth }: Halving): Point[] {
  if (depth === 0) return [];
  const [x, y] = [a.x + b.x, a.y + b.y];
  const length = Math.sqrt(x * x + y * y);
  const side = sweep ? 1 : -1;
  // Opposite ends have their middle a quarter turn on; that of the longer way lies across.
  const middle =
    length < 1e-9
      ? { x: -a.y * side, y: a.x * side }
      : { x: (large ? -x : x) / length, y: (large ? -y : y) / length };
  const half = { large: false, sweep, depth: depth - 1 };
  return [...between(a, middle, half), middle, ...between(middle, b, half)];
}
