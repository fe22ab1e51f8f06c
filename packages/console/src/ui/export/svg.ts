/** Of a label: typefaces that most computers have. */
export const LETTERS = 'font-size="13"';
const FAMILY = 'Inter, Helvetica, Arial, sans-serif';

interface Sheet {
  /** In units of the drawing. */
  readonly width: number;
  readonly height: number;
  /** A colour. */
  readonly ground: string;
  readonly title: string;
}

/** A drawing in a file of its own. */
export function shell({ width, height, ground, title }: Sheet, content: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${FAMILY}" role="img">`,
    `<title>${escapeXml(title)}</title>`,
    `<rect width="100%" height="100%" fill="${ground}"/>`,
    ...content,
    '</svg>',
    '',
  ].join('\n');
}

export function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
