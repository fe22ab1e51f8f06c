import type { Scalar } from 'yaml';
import { inline } from '../inline.ts';
import { splice } from '../splice.ts';

/** Another text for some scalars of a document, which are changed too; `inFlow`: some may stand in brackets. */
export function rewritten(
  text: string,
  nodes: readonly (readonly [node: Scalar, value: string])[],
  inFlow = true,
): string {
  const inOrder = [...nodes].sort(([a], [b]) => b.range![0] - a.range![0]);
  return inOrder.reduce((result, [node, value]) => {
    const [start, end] = node.range!;
    const isBlock = node.type?.startsWith('BLOCK') === true;
    say(node, value);
    // A block scalar ends with its line break.
    const tail = isBlock && /\n$/.test(text.slice(start, end)) ? '\n' : '';
    return splice(result, start, end, inline(node, inFlow) + tail);
  }, text);
}

/** What needs no quotes, whatever stands around it but brackets. */
const PLAIN = /^(?=.*[A-Za-z])[A-Za-z0-9][\w ,./*()^+-]*(?<! )$/;
const WORDS = /^(true|false|null|yes|no|on|off)$/i;

function say(node: Scalar, value: string): void {
  const isPlain = PLAIN.test(value) && !WORDS.test(value) && node.type !== 'QUOTE_DOUBLE';
  node.value = value;
  node.source = value;
  node.type = isPlain && node.type !== 'QUOTE_SINGLE' ? 'PLAIN' : 'QUOTE_DOUBLE';
}
