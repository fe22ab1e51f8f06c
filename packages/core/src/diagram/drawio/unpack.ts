import { Inflate, strFromU8 } from 'fflate';
import type { DiagramText } from '../diagram.ts';
import { holdTo, placeOf, refuse } from '../fault.ts';
import { elementsOf, readXml, textOf, type XmlElement } from '../xml.ts';

/** One page of a file of draw.io, unpacked. */
export interface DrawioPage {
  readonly pages: readonly string[];
  readonly page: number;
  /** `mxCell`, and the `object` or `UserObject` around one. */
  readonly cells: readonly XmlElement[];
}

/** Finds the page that is asked for, and inflates it if it is compressed. */
export function unpackPage({ text, page: wanted }: DiagramText): DrawioPage {
  const root = readXml(text);
  const diagrams =
    root.name === 'mxfile' ? elementsOf(root).filter(({ name }) => name === 'diagram') : [root];
  if (diagrams.length === 0) refuse('drawio', 'This file of draw.io has no page.');
  const pages = diagrams.map(
    ({ attributes }, index) => attributes.get('name') ?? `Page-${index + 1}`,
  );
  const page = pageNamed(wanted, pages);
  const model = modelOf(diagrams[page]!, text);
  const cells = elementsOf(model).find(({ name }) => name === 'root');
  if (!cells) refuse('drawio', `The page "${pages[page]}" has no cells: <root> is missing.`);
  return { pages, page, cells: elementsOf(cells) };
}

function pageNamed(wanted: string | undefined, pages: readonly string[]): number {
  if (wanted === undefined) return 0;
  const named = pages.findIndex((name) => name.toLowerCase() === wanted.trim().toLowerCase());
  if (named >= 0) return named;
  const number = /^\d{1,6}$/.test(wanted.trim()) ? Number(wanted) - 1 : -1;
  if (number >= 0 && number < pages.length) return number;
  return refuse(
    'page',
    `There is no page "${wanted}"; there are ${pages.map((name) => `"${name}"`).join(', ')}.`,
  );
}

function modelOf(diagram: XmlElement, text: string): XmlElement {
  if (diagram.name === 'mxGraphModel') return diagram;
  const plain = elementsOf(diagram).find(({ name }) => name === 'mxGraphModel');
  if (plain) return plain;
  const packed = textOf(diagram).replace(/\s+/g, '');
  const at = placeOf(text, diagram.offset);
  const xml = packed.startsWith('%3C')
    ? packed
    : strFromU8(inflate(fromBase64(packed, at), at), true);
  try {
    return readXml(decodeURIComponent(xml));
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    return refuse(
      'compressed',
      'What this page unpacks to is damaged; save it again in draw.io.',
      at,
    );
  }
}

type At = ReturnType<typeof placeOf>;

/** Bytes that are inflated at a time: no few of them can fill the memory. */
const PIECE = 16_384;

function inflate(packed: Uint8Array, at: At): Uint8Array {
  const pieces: Uint8Array[] = [];
  let size = 0;
  const stream = new Inflate((piece) => {
    size += piece.length;
    holdTo('inflated', size, 'characters on one page');
    pieces.push(piece);
  });
  for (let start = 0; start < packed.length; start += PIECE) {
    const isLast = start + PIECE >= packed.length;
    try {
      stream.push(packed.subarray(start, start + PIECE), isLast);
    } catch (error) {
      // fflate's own errors have a numeric code; what we throw has none.
      if (!(error instanceof Error && 'code' in error)) throw error;
      refuse(
        'compressed',
        'This page is damaged and does not unpack; save it again in draw.io.',
        at,
      );
    }
  }
  return joined(pieces, size);
}

function joined(pieces: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

const DIGITS = new Map(
  [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].map((digit, value) => [
    digit,
    value,
  ]),
);

function fromBase64(text: string, at: At): Uint8Array {
  const digits = text.replace(/=+$/, '');
  const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4));
  let bits = 0;
  let held = 0;
  let next = 0;
  for (const digit of digits) {
    const value = DIGITS.get(digit);
    if (value === undefined)
      return refuse(
        'compressed',
        'This page is neither XML nor compressed; save it again in draw.io.',
        at,
      );
    bits = ((bits << 6) | value) & 0xffff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes[next++] = (bits >> held) & 0xff;
  }
  return bytes;
}
