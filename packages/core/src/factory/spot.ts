import { isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import { cut } from './cursor.ts';

export type Collection = YAMLMap<unknown, unknown> | YAMLSeq<unknown>;

/** Where a path leads in a document, as far as it leads anywhere. */
export type Spot =
  /** To a value; `index` is its position in the list or map around it. */
  | { readonly kind: 'value'; readonly parent: Collection; readonly index: number }
  /** To a map or list that lacks the first key of `rest`. */
  | { readonly kind: 'absent'; readonly parent: Collection; readonly rest: readonly string[] }
  /** To a scalar, an alias or nothing, which has no keys. */
  | {
      readonly kind: 'leaf';
      readonly parent: Collection;
      readonly index: number;
      readonly rest: readonly string[];
    }
  | { readonly kind: 'nowhere'; readonly why: string };

/** Follows a path; `inFlow` says whether it ends inside brackets. */
export function findSpot(
  root: unknown,
  keys: readonly string[],
): { readonly spot: Spot; readonly inFlow: boolean } {
  if (!isMap(root)) return { spot: nowhere('the file has no keys'), inFlow: false };
  let parent: Collection = root;
  let inFlow = Boolean(root.flow);
  for (let depth = 0; ; depth++) {
    const index = indexOf(parent, keys[depth]!);
    const last = depth === keys.length - 1;
    const rest = keys.slice(depth + 1);
    if (typeof index === 'string') return { spot: nowhere(index), inFlow };
    if (index === parent.items.length) {
      return { spot: { kind: 'absent', parent, rest: keys.slice(depth) }, inFlow };
    }
    if (last) return { spot: { kind: 'value', parent, index }, inFlow };
    const value = valueAt(parent, index);
    if (!isMap(value) && !isSeq(value)) {
      return { spot: { kind: 'leaf', parent, index, rest }, inFlow };
    }
    parent = value;
    inFlow ||= Boolean(value.flow);
  }
}

/** The value at a place of a map or list; null if nothing is written there. */
export function valueAt(parent: Collection, index: number): Node | null {
  const item = parent.items[index];
  return ((isMap(parent) ? (item as Pair).value : item) ?? null) as Node | null;
}

/** Null, written or not. */
export function isNothing(node: Node | null): boolean {
  return node === null || (isScalar(node) && node.value === null);
}

/** Index of a key, or the end for a new one; a string that says why if there is no place. */
function indexOf(parent: Collection, key: string): number | string {
  if (isMap(parent)) {
    const index = parent.items.findIndex(
      (pair) => isScalar(pair.key) && String(pair.key.value) === key,
    );
    return index < 0 ? parent.items.length : index;
  }
  const index = /^\d{1,6}$/.test(key) ? Number(key) : Number.NaN;
  if (index <= parent.items.length) return index;
  return `"${cut(key)}" is not a place in a list of ${parent.items.length}`;
}

function nowhere(why: string): Spot {
  return { kind: 'nowhere', why };
}
