import type { DiagramEdge } from '../diagram.ts';

/** How many links a line stands for: its label may say so, as in `4 x 400G`, `x4`, `8 links` or `2×`. */
export function linksOf({ label }: DiagramEdge): number {
  const found =
    /^\s*(\d{1,6})\s*[x×*](?![a-z])/i.exec(label) ??
    /(?:^|\s)[x×*]\s*(\d{1,6})\s*$/i.exec(label) ??
    /^\s*(\d{1,6})\s+(?:links?|cables?|fibers?|fibres?|uplinks?|lines?)\b/i.exec(label);
  const count = Number(found?.[1] ?? 1);
  return count > 0 ? count : 1;
}

/** The kind of a node by its label: `Leaf 12` and `leaf-3a` are of the kind `leaf`. */
export function kindOf(label: string): string {
  const first = label.split('\n')[0]!.toLowerCase();
  const kind = first
    .replace(/[\s#_.:/()[\]-]+/g, ' ')
    .replace(/\b(?:[a-z]?\d+[a-z]?|[a-z])\b/g, ' ')
    .replace(/\d+(?=\s|$)/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return kind === '' ? first.trim() : kind;
}
