import { isAlias, isMap, isScalar, isSeq, type Scalar } from 'yaml';

/** What ends a plain scalar inside `[...]` and `{...}`. */
const FLOW_INDICATORS = /[,[\]{}]/;

/**
 * Writes a value on one line: lists and maps in flow style, scalars as written if possible. `inFlow` says
 * that it will be inside brackets.
 */
export function inline(node: unknown, inFlow: boolean): string {
  if (isAlias(node)) return `*${node.source}`;
  if (isSeq(node)) return `[${node.items.map((item) => inline(item, true)).join(', ')}]`;
  if (isMap(node)) {
    const pairs = node.items.map(
      ({ key, value }) => `${inline(key, true)}: ${inline(value, true)}`,
    );
    return `{${pairs.join(', ')}}`;
  }
  return isScalar(node) ? inlineScalar(node, inFlow) : 'null';
}

function inlineScalar({ type, source, value, tag }: Scalar, inFlow: boolean): string {
  const isPlain = type === 'PLAIN' && tag === undefined && source !== undefined;
  if (isPlain && !source.includes('\n') && !(inFlow && FLOW_INDICATORS.test(source))) {
    return source || 'null';
  }
  // JSON strings are YAML's double-quoted ones.
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

/** A key as text: bare where that is safe. */
export function inlineKey(key: string): string {
  return /^[A-Za-z][\w-]*$/.test(key) ? key : JSON.stringify(key);
}
