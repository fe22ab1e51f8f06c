/** Elements that run something, or bring something else into a drawing. */
const RUNNING = 'script, iframe, image, feImage, use, animate, set, audio, video';
const SVG = 'http://www.w3.org/2000/svg';

/**
 * A drawing without what could run or fetch: Mermaid cleans it too, and this does not rely on that.
 *
 * @throws Error if it is no SVG
 */
export function withoutForeign(svg: string): Element {
  const parsed = new DOMParser().parseFromString(svg, 'text/html').querySelector('svg');
  if (!parsed) throw new Error('it came out as no drawing');
  for (const element of parsed.querySelectorAll(RUNNING)) element.remove();
  for (const label of parsed.querySelectorAll('foreignObject')) label.replaceWith(wordsOf(label));
  for (const link of parsed.querySelectorAll('a')) link.replaceWith(...link.childNodes);
  // Whatever HTML is left draws nothing, and could fetch.
  for (const element of parsed.querySelectorAll('*'))
    if (element.namespaceURI !== SVG) element.remove();
  for (const element of [parsed, ...parsed.querySelectorAll('*')]) clean(element);
  return document.importNode(parsed, true);
}

/** A label in HTML as words in the middle of its place. */
function wordsOf(label: Element): Element {
  for (const element of label.querySelectorAll('script, style')) element.remove();
  const words = label.ownerDocument.createElementNS(SVG, 'text');
  words.textContent = (label.textContent ?? '').replace(/\s+/g, ' ').trim();
  const middle = (start: string, length: string): string => {
    const at = (name: string): number => Number.parseFloat(label.getAttribute(name) ?? '') || 0;
    return String(at(start) + at(length) / 2);
  };
  words.setAttribute('x', middle('x', 'width'));
  words.setAttribute('y', middle('y', 'height'));
  words.setAttribute('text-anchor', 'middle');
  words.setAttribute('dominant-baseline', 'central');
  return words;
}

function clean(element: Element): void {
  for (const { name, value } of [...element.attributes]) {
    const isHandler = /^on/i.test(name);
    const isLink = /(^|:)href$/i.test(name) && !value.startsWith('#');
    const fetches = /url\(\s*['"]?(?!#)/i.test(value) || /javascript:/i.test(value);
    if (isHandler || isLink || fetches) element.removeAttribute(name);
  }
  if (element.tagName.toLowerCase() !== 'style') return;
  const text = element.textContent ?? '';
  if (/@import|url\(\s*['"]?(?!#)/i.test(text)) element.remove();
}
