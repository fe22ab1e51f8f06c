import { dottedName, importsOf, isNode, lineOf, parse, type SyntaxNode, visit } from './syntax.ts';
import type { SourceFile, Violation } from './tree.ts';

const CLOCK = 'take the time as an argument';
const CHANCE = 'draw from a named random stream of base';
const EDGE = 'core does no I/O: return data and let the server or the console act on it';
const PORTABLE = 'Math is not specified to the bit: use the portable function of base';

/** Names that reach outside, and what to use instead. */
const BANNED: Readonly<Record<string, string>> = {
  'Date.now': CLOCK,
  performance: CLOCK,
  'Math.random': CHANCE,
  crypto: CHANCE,
  setTimeout: 'make a timer a command or an event',
  setInterval: 'make a timer a command or an event',
  setImmediate: 'make a timer a command or an event',
  queueMicrotask: 'make a timer a command or an event',
  fetch: EDGE,
  XMLHttpRequest: EDGE,
  WebSocket: EDGE,
  process: EDGE,
  Buffer: 'use Uint8Array',
  require: EDGE,
  console: 'return a Problem',
  window: EDGE,
  document: EDGE,
  navigator: EDGE,
  localStorage: EDGE,
  sessionStorage: EDGE,
  globalThis: EDGE,
};

/** Functions whose last bit differs between engines: a life and its digest must not depend on them. */
const UNPORTABLE = new Set(
  'acos acosh asin asinh atan atan2 atanh cbrt cos cosh exp expm1 hypot log log10 log1p log2 pow sin sinh tan tanh'
    .split(' ')
    .map((name) => `Math.${name}`),
);

/** Whatever makes core depend on where, when or on which engine it runs. */
export function findImpurities(file: SourceFile): Violation[] {
  const violations: Violation[] = [];
  const report = (offset: number, what: string, instead: string): void => {
    const path = `${file.path}:${lineOf(file, offset)}`;
    violations.push({ path, message: `uses ${what}: ${instead}` });
  };
  for (const specifier of importsOf(file)) {
    if (specifier.startsWith('node:')) report(0, specifier, EDGE);
  }
  const { program } = parse(file);
  const own = boundNames(program);
  visit(program, (node, parent) => {
    const what = ambientUse(node, parent, own);
    if (what) report(node.start, what, BANNED[what] ?? CLOCK);
    const inexact = inexactMath(node);
    if (inexact) report(node.start, inexact, PORTABLE);
  });
  return violations;
}

function ambientUse(
  node: SyntaxNode,
  parent: SyntaxNode | undefined,
  own: ReadonlySet<string>,
): string | undefined {
  const isDate = dottedName(node['callee']) === 'Date';
  if (isDate && node.type === 'CallExpression') return 'Date()';
  if (isDate && node.type === 'NewExpression' && isEmpty(node['arguments'])) return 'new Date()';
  if (node.type !== 'MemberExpression' && node.type !== 'Identifier') return undefined;
  const name = dottedName(node);
  if (!name || !Object.hasOwn(BANNED, name) || own.has(name)) return undefined;
  return node.type === 'Identifier' && isLabel(node, parent) ? undefined : name;
}

function inexactMath(node: SyntaxNode): string | undefined {
  if (node.type === 'MemberExpression') {
    const name = dottedName(node);
    return name && UNPORTABLE.has(name) ? name : undefined;
  }
  const isPower = node['operator'] === '**' || node['operator'] === '**=';
  return isPower && !isNumber(node['right']) ? '** with a computed exponent' : undefined;
}

/** A number written out, perhaps negative. */
function isNumber(node: unknown): boolean {
  if (!isNode(node)) return false;
  return node.type === 'Literal' || (node['operator'] === '-' && isNumber(node['argument']));
}

/** A property's name does not use the global of that name; `{ window }` also holds it as a value. */
function isLabel(node: SyntaxNode, parent: SyntaxNode | undefined): boolean {
  if (!parent || parent['computed']) return false;
  return parent['key'] === node || parent['property'] === node || parent['label'] === node;
}

/** Names the file declares itself: parameters, variables, functions, imports, patterns. */
function boundNames(program: SyntaxNode): Set<string> {
  const names = new Set<string>();
  const bind = (target: unknown): void => {
    if (!isNode(target)) return;
    visit(target, (node, parent) => {
      if (node.type === 'Identifier' && !isLabel(node, parent)) names.add(String(node['name']));
    });
  };
  visit(program, (node) => {
    if (node.type === 'VariableDeclarator') bind(node['id']);
    if (node.type.startsWith('Import') && node.type.endsWith('Specifier')) bind(node['local']);
    const params = node['params'];
    if (Array.isArray(params)) params.forEach(bind);
  });
  return names;
}

function isEmpty(list: unknown): boolean {
  return Array.isArray(list) && list.length === 0;
}
