import { failed, ok, type Result } from '../base/index.ts';
import { checkFactory } from './check.ts';
import { factoryShape } from './complete.ts';
import type { Factory } from './factory.ts';
import { QUANTITY_DEFINITION } from './quantity-shape.ts';
import { Reading } from './reading.ts';
import { type FileScenario, scenariosShape } from './scenarios-shape.ts';
import type { JsonSchema } from './shape.ts';
import { parseText } from './yaml-text.ts';

export { MOST_CHARACTERS } from './yaml-text.ts';

/**
 * Reads a factory file. Finds every problem in one pass, each with line, column, path and remedy; no input
 * makes it throw.
 */
export function readFactory(text: string): Result<Factory> {
  // A byte order mark does not count as a column.
  const parsed = parseText(text.replace(/^\uFEFF/, ''));
  if (!parsed.ok) return parsed;
  return readParsed(new Reading(parsed.value.document, parsed.value.lines));
}

/** The scenarios of a file alone, whatever else of it can be read; refuses unreadable YAML and scenarios. */
export function readScenarios(text: string): Result<Readonly<Record<string, FileScenario>>> {
  const parsed = parseText(text.replace(/^\uFEFF/, ''));
  if (!parsed.ok) return parsed;
  const reading = new Reading(parsed.value.document, parsed.value.lines);
  const root = reading.root();
  const part = root.isMap ? new Map(root.entries()).get('scenarios') : undefined;
  const before = reading.problems.length;
  const scenarios = part && !part.isEmpty ? scenariosShape.read(part) : {};
  const isRead = scenarios !== undefined && reading.problems.length === before;
  return isRead ? ok(scenarios) : failed(...reading.findings());
}

function readParsed(reading: Reading): Result<Factory> {
  const root = reading.root();
  if (root.isEmpty) {
    root.report({
      code: 'file.empty',
      message: 'The file is empty; a factory file starts with "gigafactory: 1".',
      expected: 'gigafactory: 1',
    });
    return failed(...reading.problems);
  }
  const factory = factoryShape.read(root);
  // The readable part of a faulty file is still checked for consistency, so that all problems are reported at
  // once.
  if (factory) {
    reading.problems.push(...checkFactory(factory).map((problem) => reading.locate(problem)));
  }
  return factory && reading.problems.length === 0 ? ok(factory) : failed(...reading.findings());
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
