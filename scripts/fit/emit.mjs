/**
 * Writing fitted constants as TypeScript, and their residuals as markdown.
 *
 * @typedef {string | number | { readonly [key: string]: Tree }} Tree of an object literal; text is source text
 */
import { writeFileSync } from 'node:fs';

/** Writes a file of the repository, relative to its root. @param {string} path @param {string} text */
export function writeInRepository(path, text) {
  writeFileSync(new URL(`../../${path}`, import.meta.url), text);
  console.log(`wrote ${path}`);
}

/**
 * `fitted(...)` as source text.
 *
 * @param {number | undefined} value in SI; a constant that the fit lacks is a mistake
 * @param {string} unit to show it in
 * @param {string} file with the measured table
 */
export function fitted(value, unit, file) {
  if (value === undefined) throw new Error(`${file}: a constant was not fitted`);
  return `fitted(${value}, '${unit}', '${file}')`;
}

/** `chosen(...)` as source text. @param {number} value @param {string} unit @param {string} reason */
export function chosen(value, unit, reason) {
  return `chosen(${value}, '${unit}', '${reason}')`;
}

/** @param {Tree} tree @returns {string} */
function literal(tree) {
  if (typeof tree !== 'object') return String(tree);
  const fields = Object.entries(tree).map(([key, value]) => `${key}: ${literal(value)}`);
  return `{ ${fields.join(', ')} }`;
}

/**
 * A whole facts module; run the formatter over it afterwards.
 *
 * @param {object} facts
 * @param {string} facts.script that writes it
 * @param {string} facts.path
 * @param {readonly string[]} facts.imports
 * @param {string} facts.name
 * @param {string} facts.type
 * @param {string} facts.doc
 * @param {Tree} facts.tree
 */
export function writeFacts({ script, path, imports, name, type, doc, tree }) {
  writeInRepository(
    path,
    [
      `// Written by scripts/fit/${script}: run it again instead of editing.`,
      ...imports,
      '',
      `/** ${doc} */`,
      `export const ${name} = ${literal(tree)} as const satisfies Readonly<Record<string, ${type}>>;`,
      '',
    ].join('\n'),
  );
}

/** @param {number} share */
export function percent(share) {
  return `${(share * 100).toFixed(1)} %`;
}

/** @param {readonly string[]} head @param {readonly (readonly string[])[]} rows */
export function markdownTable(head, rows) {
  const line = (/** @type {readonly string[]} */ cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Cells of a residual table. @param {import('./lib.mjs').Residuals} residual */
export function residualCells(residual) {
  const { rows, bias, median, p90, worst } = residual;
  return [String(rows), percent(bias), percent(median), percent(p90), percent(worst)];
}

export const RESIDUAL_HEAD = ['rows', 'bias', 'median error', '90 % below', 'worst'];
