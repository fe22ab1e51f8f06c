import type { Problem } from '../base/index.ts';
import { checkFactory } from './check.ts';
import type { Factory } from './factory.ts';
import { QUANTITY_DEFINITION } from './quantity-shape.ts';
import { Reading } from './reading.ts';
import { factoryShape } from './schema.ts';
import type { JsonSchema } from './shape.ts';
import { parseText } from './yaml-text.ts';

export { MOST_CHARACTERS } from './yaml-text.ts';

export type FactoryReading =
  | { readonly ok: true; readonly factory: Factory }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Reads a factory file. Finds every problem in one go, each with line, column, path and remedy;
 * no text whatever makes it throw.
 */
export function readFactory(text: string): FactoryReading {
  // A byte order mark is no column of the file.
  const parsed = parseText(text.replace(/^\uFEFF/, ''));
  if (!parsed.ok) return parsed;
  return readParsed(new Reading(parsed.document, parsed.lines));
}

function readParsed(reading: Reading): FactoryReading {
  const root = reading.root();
  if (root.isEmpty) {
    root.report({
      code: 'file.empty',
      message: 'The file is empty; a factory file starts with "gigafactory: 1".',
      expected: 'gigafactory: 1',
    });
    return { ok: false, problems: reading.problems };
  }
  const factory = factoryShape.read(root);
  // What could be read of a faulty file is still held against itself: all problems come in one go.
  if (factory) {
    reading.problems.push(...checkFactory(factory).map((problem) => reading.locate(problem)));
  }
  return factory && reading.problems.length === 0
    ? { ok: true, factory }
    : { ok: false, problems: reading.findings() };
}

/** JSON Schema (draft 2020-12) of the factory file, for editors. */
export function factorySchema(): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Gigafactory factory file',
    ...factoryShape.schema,
    $defs: { quantity: QUANTITY_DEFINITION },
  };
}
