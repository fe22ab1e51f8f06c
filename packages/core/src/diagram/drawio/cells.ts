import type { Box, Point } from '../geometry.ts';
import { htmlToText, tidyLabel } from '../plain.ts';
import { elementsOf, type XmlElement } from '../xml.ts';

/** A cell of a page of draw.io: a vertex, an edge, a layer or the root. */
export interface Cell {
  readonly id: string;
  readonly label: string;
  readonly style: ReadonlyMap<string, string>;
  readonly parent: string | undefined;
  readonly kind: 'vertex' | 'edge' | 'other';
  readonly isVisible: boolean;
  readonly source: string | undefined;
  readonly target: string | undefined;
  /** Within its parent. */
  readonly box: Box | undefined;
  /** Of an edge that ends at no cell: where it does, within its parent. */
  readonly sourcePoint: Point | undefined;
  readonly targetPoint: Point | undefined;
}

/** The cells of a page by id, in the order of the file. */
export function readCells(elements: readonly XmlElement[]): ReadonlyMap<string, Cell> {
  const cells = new Map<string, Cell>();
  for (const element of elements) {
    const inner =
      element.name === 'mxCell'
        ? element
        : elementsOf(element).find(({ name }) => name === 'mxCell');
    const id = element.attributes.get('id') ?? inner?.attributes.get('id');
    if (inner && id !== undefined && !cells.has(id)) cells.set(id, readCell(id, element, inner));
  }
  return cells;
}

function readCell(id: string, outer: XmlElement, inner: XmlElement): Cell {
  const { attributes } = inner;
  const style = readStyle(attributes.get('style') ?? '');
  const geometry = elementsOf(inner).find(({ name }) => name === 'mxGeometry');
  const kind =
    attributes.get('edge') === '1' ? 'edge' : attributes.get('vertex') === '1' ? 'vertex' : 'other';
  return {
    ...{ id, style, kind, parent: attributes.get('parent') },
    label: labelOf(outer, inner, style),
    isVisible: attributes.get('visible') !== '0',
    source: attributes.get('source'),
    target: attributes.get('target'),
    box: geometry && kind === 'vertex' ? boxOf(geometry) : undefined,
    sourcePoint: geometry && pointOf(geometry, 'sourcePoint'),
    targetPoint: geometry && pointOf(geometry, 'targetPoint'),
  };
}

/** `rounded=1;html=1;` by key; a word alone, such as `text` or `swimlane`, has an empty value. */
function readStyle(style: string): ReadonlyMap<string, string> {
  return new Map(
    style
      .split(';')
      .filter((part) => part.trim() !== '')
      .map((part) => {
        const equals = part.indexOf('=');
        return equals < 0
          ? [part.trim(), '']
          : [part.slice(0, equals).trim(), part.slice(equals + 1).trim()];
      }),
  );
}

function labelOf(outer: XmlElement, inner: XmlElement, style: ReadonlyMap<string, string>): string {
  const written = outer === inner ? inner.attributes.get('value') : outer.attributes.get('label');
  const isFilledIn = outer.attributes.get('placeholders') === '1';
  const value = isFilledIn
    ? (written ?? '').replace(
        /%([^%\s]{1,100})%/g,
        (whole, name: string) => outer.attributes.get(name) ?? whole,
      )
    : (written ?? '');
  return style.get('html') === '1' ? htmlToText(value) : tidyLabel(value);
}

function boxOf({ attributes }: XmlElement): Box {
  const number = (name: string) => numberOf(attributes.get(name));
  return { x: number('x'), y: number('y'), width: number('width'), height: number('height') };
}

function pointOf(geometry: XmlElement, as: string): Point | undefined {
  const point = elementsOf(geometry).find(({ attributes }) => attributes.get('as') === as);
  return (
    point && { x: numberOf(point.attributes.get('x')), y: numberOf(point.attributes.get('y')) }
  );
}

function numberOf(text: string | undefined): number {
  const number = Number(text ?? 0);
  return Number.isFinite(number) ? number : 0;
}
