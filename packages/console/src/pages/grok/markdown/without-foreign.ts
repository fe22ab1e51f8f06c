/** Elements that run something, or bring something else into a drawing. */
const RUNNING = 'script, iframe, image, feImage, use, animate, set, audio, video';
/** What they hold may be shown. */
const WRAPPING = 'foreignObject, a';

/**
 * A drawing without what could run or fetch: Mermaid cleans it too, and this does not rely on that.
 *
 * @throws Error if it is no SVG
 */
export function withoutForeign(svg: string): Element {
  const parsed = new DOMParser().parseFromString(svg, 'text/html').querySelector('svg');
  if (!parsed) throw new Error('it came out as no drawing');
  for (const element of parsed.querySelectorAll(RUNNING)) element.remove();
  for (const element of parsed.querySelectorAll(WRAPPING)) {
    element.replaceWith(...element.childNodes);
  }
  for (const element of [parsed, ...parsed.querySelectorAll('*')]) clean(element);
  return document.importNode(parsed, true);
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
