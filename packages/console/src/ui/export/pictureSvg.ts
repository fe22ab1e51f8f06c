import { hexOf } from '../colour.ts';
import { BEFORE_PICTURE } from '../picture.ts';
import { escapeXml, shell } from './svg.ts';

/** Around the picture, px. */
const MARGIN = 16;
const TITLE = 40;

/** Properties that a drawing inside a picture takes from the style sheet. */
const DRAWN = [
  'fill',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'opacity',
  'font-size',
  'font-weight',
  'text-anchor',
];
const COLOURS = new Set(['fill', 'stroke']);

/**
 * A picture made of boxes, words, drawings and canvases as one drawing that needs nothing else: what the page shows, in its
 * colours. Patterns of backgrounds and rounded corners are left out.
 */
export function pictureSvg(picture: HTMLElement, title: string): string {
  const box = picture.getBoundingClientRect();
  const style = getComputedStyle(document.documentElement);
  const tone = (name: string): string => hexOf(style.getPropertyValue(name)).hex;
  const sheet = {
    width: Math.ceil(box.width + 2 * MARGIN),
    height: Math.ceil(box.height + 2 * MARGIN + TITLE),
    ground: tone('--ground'),
    title,
  };
  const from = { x: box.left - MARGIN, y: box.top - MARGIN - TITLE };
  return shell(sheet, [
    `<text x="${MARGIN}" y="${MARGIN + 14}" font-size="16" font-weight="600" fill="${tone('--ink')}">${escapeXml(title)}</text>`,
    ...partsOf(picture, from),
  ]);
}

interface Origin {
  readonly x: number;
  readonly y: number;
}

function partsOf(element: Element, from: Origin): string[] {
  const style = getComputedStyle(element);
  if (style.display === 'none' || style.visibility === 'hidden') return [];
  const box = element.getBoundingClientRect();
  if (style.clipPath !== 'none' && box.width <= 1) return [];
  if (element instanceof SVGSVGElement) return [drawingOf(element, box, from)];
  if (element instanceof HTMLCanvasElement) return [imageOf(element, box, from)];
  const own = boxOf(style, box, from);
  const inner = [...element.childNodes].flatMap((child) => childOf(child, style, from));
  return [...own, ...(style.overflow === 'visible' ? inner : clipped(inner, box, from))];
}

/** What lies inside a box: what is scrolled out of it is not seen. */
function clipped(parts: readonly string[], box: DOMRect, from: Origin): readonly string[] {
  if (parts.length === 0 || box.width < 1 || box.height < 1) return [];
  const place = [at(box.left - from.x), at(box.top - from.y), at(box.width), at(box.height)];
  const [x, y, width, height] = place;
  return [
    `<svg x="${x}" y="${y}" width="${width}" height="${height}" viewBox="${place.join(' ')}">`,
    ...parts,
    '</svg>',
  ];
}

function childOf(child: ChildNode, style: CSSStyleDeclaration, from: Origin): string[] {
  if (child instanceof Element) return partsOf(child, from);
  return child instanceof Text ? wordsOf(child, style, from) : [];
}

/** Background and borders. */
function boxOf(style: CSSStyleDeclaration, box: DOMRect, from: Origin): string[] {
  const parts: string[] = [];
  const rect = (x: number, y: number, width: number, height: number, colour: string): void => {
    const { hex, opacity } = hexOf(colour);
    if (opacity > 0 && width > 0 && height > 0)
      parts.push(
        `<rect x="${at(x - from.x)}" y="${at(y - from.y)}" width="${at(width)}" height="${at(height)}" fill="${hex}"${opacity < 1 ? ` fill-opacity="${opacity}"` : ''}/>`,
      );
  };
  rect(box.left, box.top, box.width, box.height, style.backgroundColor);
  const side = (width: string, kind: string): number =>
    kind === 'none' ? 0 : Number.parseFloat(width);
  const top = side(style.borderTopWidth, style.borderTopStyle);
  const bottom = side(style.borderBottomWidth, style.borderBottomStyle);
  const left = side(style.borderLeftWidth, style.borderLeftStyle);
  const right = side(style.borderRightWidth, style.borderRightStyle);
  rect(box.left, box.top, box.width, top, style.borderTopColor);
  rect(box.left, box.bottom - bottom, box.width, bottom, style.borderBottomColor);
  rect(box.left, box.top, left, box.height, style.borderLeftColor);
  rect(box.right - right, box.top, right, box.height, style.borderRightColor);
  return parts;
}

/** A text, line by line as it is laid out. */
function wordsOf(text: Text, style: CSSStyleDeclaration, from: Origin): string[] {
  const words = text.data.replace(/\s+/g, ' ').trim();
  if (words === '') return [];
  const range = document.createRange();
  range.selectNodeContents(text);
  const [first] = range.getClientRects();
  if (!first) return [];
  const { hex } = hexOf(style.color);
  const size = Number.parseFloat(style.fontSize);
  const base = first.top - from.y + (first.height + size * 0.7) / 2;
  return [
    `<text x="${at(first.left - from.x)}" y="${at(base)}" font-size="${at(size)}" font-weight="${style.fontWeight}" fill="${hex}">${escapeXml(words)}</text>`,
  ];
}

/** A drawing of the page with what its style sheet gives it written into it. */
function drawingOf(drawing: SVGSVGElement, box: DOMRect, from: Origin): string {
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  const originals = [drawing, ...drawing.querySelectorAll('*')];
  const copies = [copy, ...copy.querySelectorAll<SVGElement>('*')];
  for (const [index, each] of copies.entries()) {
    const style = getComputedStyle(originals[index]!);
    for (const name of DRAWN)
      each.setAttribute(name, attributeOf(name, style.getPropertyValue(name)));
    for (const name of ['class', 'style']) each.removeAttribute(name);
  }
  copy.setAttribute('x', at(box.left - from.x));
  copy.setAttribute('y', at(box.top - from.y));
  copy.setAttribute('width', at(box.width));
  copy.setAttribute('height', at(box.height));
  return new XMLSerializer().serializeToString(copy);
}

function attributeOf(name: string, value: string): string {
  if (!COLOURS.has(name) || value === 'none' || value.startsWith('url')) return value;
  const { hex, opacity } = hexOf(value);
  return opacity === 0 ? 'none' : hex;
}

function imageOf(canvas: HTMLCanvasElement, box: DOMRect, from: Origin): string {
  canvas.dispatchEvent(new Event(BEFORE_PICTURE));
  const { imageRendering } = getComputedStyle(canvas);
  return `<image x="${at(box.left - from.x)}" y="${at(box.top - from.y)}" width="${at(box.width)}" height="${at(box.height)}" preserveAspectRatio="none" style="image-rendering: ${imageRendering}" href="${canvas.toDataURL('image/png')}"/>`;
}

function at(value: number): string {
  return String(Math.round(value * 10) / 10);
}
