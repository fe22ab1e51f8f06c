import { findUnit, type Known, type Place, parseFormula, parseQuantity } from '../base/index.ts';
import { LARGEST_COMPETITOR } from '../facts/index.ts';
import type { Cursor } from './cursor.ts';
import { quantity } from './quantity-shape.ts';
import { type Shape, text } from './shape.ts';

/** What only the plan can interpret, as written: a bound, whose unit depends on its quantity, or a formula. */
export interface Written {
  readonly text: string;
  readonly at: Place;
}

/** The format's version. */
export const versionShape: Shape<1> = {
  schema: { const: 1, description: 'Version of the format: 1' },
  read(cursor) {
    if (cursor.text === '1') return 1;
    cursor.report({
      code: 'version.unknown',
      message: `This reads format 1, not ${cursor.kind}: write gigafactory: 1.`,
      expected: '1',
      fixes: [{ label: 'Write “gigafactory: 1”', edits: { gigafactory: '1' } }],
    });
    return undefined;
  },
};

const LONGEST_BOUND = 200;

/** A bound, kept as written until the plan knows the unit of its quantity. */
export const boundShape: Shape<Written> = {
  schema: { type: ['number', 'string'], description: 'A quantity with its unit' },
  read(cursor) {
    const written = cursor.text;
    if (written && written.length <= LONGEST_BOUND) return { text: written, at: cursor.at };
    cursor.report({
      code: 'quantity.expected',
      message: `Expected a quantity with its unit, such as 90 d, not ${written ? 'a text so long' : cursor.kind}.`,
      expected: 'a quantity',
    });
    return undefined;
  },
};

const formulaText = text('A path of the plan, a formula over paths, or `twin.RUN.FIGURE`', 400);

/** A formula, kept as written: only the plan knows which names exist. */
export const formulaShape: Shape<Written> = {
  schema: formulaText.schema,
  read(cursor) {
    const written = formulaText.read(cursor);
    if (written === undefined) return undefined;
    const formula = parseFormula(written);
    if (formula.ok) return { text: written, at: cursor.at };
    cursor.report(formula.problems[0]!);
    return undefined;
  },
};

const FACTS: Readonly<Record<string, Known>> = { 'largest-competitor-2024': LARGEST_COMPETITOR };

/** A quantity of any dimension, or a fact of the catalogue by name. */
export const referenceShape: Shape<Known> = {
  schema: {
    description: 'A quantity in any unit, or a fact of the catalogue by name',
    anyOf: [{ enum: Object.keys(FACTS) }, quantity('A quantity in any unit', '1', {}).schema],
  },
  read(cursor) {
    const fact = Object.hasOwn(FACTS, cursor.text ?? '') ? FACTS[cursor.text ?? ''] : undefined;
    return fact ?? quantity('reference', unitWritten(cursor), {}).read(cursor);
  },
};

/** The unit in which a reference was written; `1` if it has no known unit. */
function unitWritten(cursor: Cursor): string {
  const value = cursor.isMap ? new Map(cursor.entries()).get('value') : cursor;
  const written = value?.text?.trim() ?? '';
  for (const unit of ['date', 'USD', ...suffixes(written)]) {
    if (findUnit(unit) && parseQuantity(written, unit).ok) return unit;
  }
  return '1';
}

/** `20,000 GPUs` -> `GPUs`: what follows the digits. */
function suffixes(written: string): string[] {
  const suffix = /^[^A-Za-z%/]*(?:e[+-]?\d+)?\s*(.*)$/.exec(written)?.[1] ?? '';
  return suffix === '' ? [] : [suffix];
}
