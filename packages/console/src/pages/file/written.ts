import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';

/** A scalar as written in the file. */
export interface Written {
  readonly text: string;
  /** Counts from 1. */
  readonly line: number;
  /** The way to it; a key may contain a dot. */
  readonly keys: readonly string[];
}

/** Core refuses a longer file; reading it here at every change would only stop the page. */
export const LONGEST_READ = 250_000;

/** Every scalar of a YAML text by its dotted path; empty if the text is not YAML, or far too long. */
export function readWritten(text: string): ReadonlyMap<string, Written> {
  const found = new Map<string, Written>();
  if (text.length > LONGEST_READ) return found;
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const visit = (node: Node | null, keys: readonly string[]): void => {
    if (isScalar(node)) {
      const { line } = lines.linePos(node.range?.[0] ?? 0);
      found.set(keys.join('.'), { text: node.source ?? String(node.value ?? ''), line, keys });
    } else if (isMap(node)) {
      for (const { key, value } of node.items) {
        if (isScalar(key)) visit(value as Node | null, [...keys, String(key.value)]);
      }
    } else if (isSeq(node)) {
      for (const [index, item] of node.items.entries()) visit(item as Node, [...keys, `${index}`]);
    }
  };
  if (document.errors.length === 0) visit(document.contents, []);
  return found;
}
