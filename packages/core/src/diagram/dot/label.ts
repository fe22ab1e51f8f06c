import { htmlToText, tidyLabel, withoutEntities } from '../plain.ts';
import type { DotToken } from './tokens.ts';

/** The value of an attribute: its text, and whether it is HTML. */
export type DotValue = Pick<DotToken, 'text' | 'written'>;

/** What stands for `\N`, `\G`, `\E`, `\T` and `\H` in a label. */
export type Stands = Readonly<Partial<Record<'N' | 'G' | 'L' | 'E' | 'T' | 'H', string>>>;

/** A label as it is drawn, as plain text. */
export function dotLabel({ text, written }: DotValue, stands: Stands): string {
  if (written === 'html') return htmlToText(text);
  return tidyLabel(withoutEntities(unescaped(text, stands)));
}

/** The fields of a record, in the order in which they are written, each on a line. */
export function recordLabel(value: DotValue, stands: Stands): string {
  if (value.written === 'html') return dotLabel(value, stands);
  const fields = value.text
    // Each pair of a backslash and a character is one item, so that an escaped bar divides nothing.
    .replace(/\\[\s\S]|<[^<>{}|\\]*>|[{}|]/g, (item) =>
      item[0] === '\\' ? item : item[0] === '<' ? '' : '\\n',
    );
  return dotLabel({ text: fields, written: 'quoted' }, stands);
}

function unescaped(text: string, stands: Stands): string {
  return text.replace(/\\([\s\S])/g, (_, character: string) => {
    if (character === 'n' || character === 'l' || character === 'r') return '\n';
    return stands[character as keyof Stands] ?? character;
  });
}
