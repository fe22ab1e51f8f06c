import { parseSync } from 'vite';
import type { SourceFile } from './tree.ts';

/** A node of the syntax tree (ESTree with TypeScript), read without knowing every kind. */
export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

interface Parsed {
  readonly program: SyntaxNode;
  readonly comments: readonly string[];
}

const cache = new WeakMap<SourceFile, Parsed>();

/** @throws when the file is not TypeScript: a rule must not pass because it could not read. */
export function parse(file: SourceFile): Parsed {
  const before = cache.get(file);
  if (before) return before;
  const { program, comments, errors } = parseSync(file.path, file.text);
  if (errors[0]) throw new Error(`${file.path}: ${errors[0].message}`);
  const parsed = {
    program: program as unknown as SyntaxNode,
    comments: comments.map((comment) => comment.value),
  };
  cache.set(file, parsed);
  return parsed;
}

/** Visits every node with its parent, outermost first. */
export function visit(
  node: SyntaxNode,
  see: (node: SyntaxNode, parent: SyntaxNode | undefined) => void,
  parent?: SyntaxNode,
): void {
  see(node, parent);
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (isNode(child)) visit(child, see, node);
    }
  }
}

/** Every specifier a file names: imports and re-exports, types too, `import()`, `new URL(…)`. */
export function importsOf(file: SourceFile): string[] {
  const found: string[] = [];
  visit(parse(file).program, (node) => {
    const named = node.type === 'NewExpression' ? urlArgument(node) : node['source'];
    const value = isNode(named) ? named['value'] : undefined;
    if (typeof value === 'string') found.push(value);
  });
  return found;
}

/** `a.b.c` for a plain chain of names. */
export function dottedName(node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  if (node.type === 'Identifier') return String(node['name']);
  if (node.type !== 'MemberExpression' || node['computed']) return undefined;
  const object = dottedName(node['object']);
  return object && `${object}.${dottedName(node['property'])}`;
}

/** Counts from 1. */
export function lineOf(file: SourceFile, offset: number): number {
  return file.text.slice(0, offset).split('\n').length;
}

export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}

/** The first argument of `new URL('./x.ts', import.meta.url)`. */
function urlArgument(node: SyntaxNode): unknown {
  const args = node['arguments'];
  return dottedName(node['callee']) === 'URL' && Array.isArray(args) && args.length === 2
    ? args[0]
    : undefined;
}
