/** Writing fitted constants as TypeScript, and their residuals as markdown. */
import { writeFileSync } from 'node:fs';

/** Writes a file of the repository, relative to its root. */
export function writeInRepository(path, text) {
  writeFileSync(new URL(`../../${path}`, import.meta.url), text);
  console.log(`wrote ${path}`);
}

/** `fitted(...)` as source text: a value in SI, the unit to show it in, the measured table. */
export function fitted(value, unit, file) {
  return `fitted(${value}, '${unit}', '${file}')`;
}

/** `chosen(...)` as source text. */
export function chosen(value, unit, reason) {
  return `chosen(${value}, '${unit}', '${reason}')`;
}

/** An object literal; string leaves are already source text. */
function literal(tree) {
  if (typeof tree !== 'object') return String(tree);
  const fields = Object.entries(tree).map(([key, value]) => `${key}: ${literal(value)}`);
  return `{ ${fields.join(', ')} }`;
}

/** A whole facts module; run the formatter over it afterwards. */
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

export function percent(share) {
  return `${(share * 100).toFixed(1)} %`;
}

/** @param {string[]} head @param {string[][]} rows */
export function markdownTable(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Cells of a residual table: rows, bias, median, p90, worst. */
export function residualCells(residual) {
  const { rows, bias, median, p90, worst } = residual;
  return [String(rows), percent(bias), percent(median), percent(p90), percent(worst)];
}

export const RESIDUAL_HEAD = ['rows', 'bias', 'median error', '90 % below', 'worst'];
