import { boxAround, type Point } from '../geometry.ts';
import { tidyLabel } from '../plain.ts';
import type { XmlElement } from '../xml.ts';
import type { Writing } from './drawing.ts';
import { apply, downOf, type Matrix, numbersIn, scaleOf } from './matrix.ts';
import type { Style } from './style.ts';

/** How wide a character is on average, and how high above the line it stands, in sizes of its font. */
const CHARACTER = 0.55;
const ASCENT = 0.8;

const USUAL_SIZE = 16;

/** Where and how something is written. */
interface Written {
  readonly matrix: Matrix;
  readonly style: Style;
  readonly scope: number;
  readonly order: number;
}

interface Run {
  readonly x: number;
  readonly y: number;
  text: string;
}

/** A `<text>`: its lines, and about where they stand. */
export function readText(
  element: XmlElement,
  { matrix, style, scope, order }: Written,
): Writing | undefined {
  const size = sizeOf(style.get('font-size'));
  const runs = runsOf(element, size).filter(({ text }) => text.trim() !== '');
  if (runs.length === 0) return undefined;
  const corners = runs.flatMap((run) => cornersOf(run, size, style));
  const text = runs
    .map(
      ({ y, text: own }, index) =>
        `${index === 0 ? '' : y === runs[index - 1]!.y ? ' ' : '\n'}${own}`,
    )
    .join('');
  return {
    text: tidyLabel(text),
    box: boxAround(corners.map((corner) => apply(matrix, corner))),
    size: size * scaleOf(matrix),
    down: downOf(matrix),
    scope,
    order,
  };
}

/** HTML in a drawing: its text, in the middle of its box. */
export function readForeign(
  element: XmlElement,
  { matrix, style, scope, order }: Written,
): Writing | undefined {
  const text = tidyLabel(shownText(element));
  if (text === '') return undefined;
  const [x = 0, y = 0, width = 0, height = 0] = ['x', 'y', 'width', 'height'].map((name) =>
    Number.parseFloat(element.attributes.get(name) ?? '0'),
  );
  const corners = [
    ...[
      { x, y },
      { x: x + width, y },
      { x, y: y + height },
      { x: x + width, y: y + height },
    ],
  ];
  const size = sizeOf(style.get('font-size')) * scaleOf(matrix);
  return {
    text,
    box: boxAround(corners.map((corner) => apply(matrix, corner))),
    size,
    down: downOf(matrix),
    scope,
    order,
  };
}

const BLOCKS = new Set([
  'br',
  'p',
  'div',
  'li',
  'ul',
  'ol',
  'tr',
  'td',
  'th',
  'table',
  'h1',
  'h2',
  'h3',
  'hr',
]);

/** The text of HTML that was read as XML; a block begins and ends a line. */
function shownText(element: XmlElement): string {
  const inner = element.children
    .map((child) => (typeof child === 'string' ? child.replace(/\s+/g, ' ') : shownText(child)))
    .join('');
  if (element.name === 'style' || element.name === 'script') return '';
  return BLOCKS.has(element.name) ? `\n${inner}\n` : inner;
}

/** Pieces of text that stand in one place each: a line, or a part of one that is placed by itself. */
function runsOf(element: XmlElement, size: number): Run[] {
  const runs: Run[] = [];
  let at: Point = { x: 0, y: 0 };
  const visit = (each: XmlElement): void => {
    const place = (name: string, from: number, by: string) => {
      const given = each.attributes.get(name);
      return (
        (given === undefined ? from : lengthOf(given, size)) +
        lengthOf(each.attributes.get(by), size)
      );
    };
    const [x, y] = [place('x', at.x, 'dx'), place('y', at.y, 'dy')];
    const isPlaced = each.attributes.has('x') || each.attributes.has('y') || y !== at.y;
    at = { x, y };
    if (isPlaced || runs.length === 0) runs.push({ ...at, text: '' });
    for (const child of each.children) {
      if (typeof child === 'string') runs.at(-1)!.text += child.replace(/\s+/g, ' ');
      else if (child.name === 'tspan' || child.name === 'a' || child.name === 'textPath')
        visit(child);
    }
  };
  visit(element);
  return runs;
}

function cornersOf({ x, y, text }: Run, size: number, style: Style): Point[] {
  const width = [...text.trim()].length * CHARACTER * size;
  const anchor = style.get('text-anchor');
  const left = anchor === 'middle' ? x - width / 2 : anchor === 'end' ? x - width : x;
  const baseline = style.get('dominant-baseline') ?? '';
  const isMiddle = baseline === 'middle' || baseline === 'central';
  const top = isMiddle ? y - size / 2 : /hanging|before/.test(baseline) ? y : y - ASCENT * size;
  return [
    { x: left, y: top },
    { x: left + width, y: top + size },
  ];
}

function sizeOf(given: string | undefined): number {
  const size = Number.parseFloat(given ?? '');
  return Number.isFinite(size) && size > 0 ? size * (/pt$/.test(given!) ? 4 / 3 : 1) : USUAL_SIZE;
}

/** The first length of a list, with `em` as sizes of the font. */
function lengthOf(given: string | undefined, size: number): number {
  if (given === undefined) return 0;
  const [first = 0] = numbersIn(given);
  return /^\s*[+-]?[\d.]+em/.test(given) ? first * size : first;
}
