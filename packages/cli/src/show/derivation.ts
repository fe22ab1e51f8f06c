import type { Known, Note, Notes, Source } from '@gigafactory/core/base';
import { amount } from '../text/amount.ts';
import type { Paint } from '../text/paint.ts';
import { wrap } from '../text/wrap.ts';

/** How deep a tree is drawn; a plan's own depth is far below it. */
export const WHOLE = 1000;

/**
 * The derivation of a figure as a tree, from its formula down to the cited facts. A figure that
 * several others use is drawn in full once.
 */
export function showDerivation(notes: Notes, id: string, depth: number, paint: Paint): string[] {
  const drawn = new Set<string>();
  const draw = (note: Note, name: string, first: string, rest: string, left: number): string[] => {
    const head = `${first}${name ? `${name} = ` : ''}${paint('bold', amount(note.value, note.unit))}`;
    const title = `${head}  ${note.label}  ${paint('dim', note.id)}`;
    const inputs = Object.entries(note.inputs ?? {});
    if (drawn.has(note.id) && inputs.length > 0) return [`${title} (see above)`];
    drawn.add(note.id);
    if (left === 0 && inputs.length > 0) {
      const from = `from ${inputs.map(([input]) => input).join(', ')}`;
      return [title, ...beside(`${rest}  `, from, paint.width)];
    }
    const own = details(note).flatMap((text) =>
      beside(`${rest}${inputs.length > 0 ? '│ ' : '  '}`, text, paint.width),
    );
    const below = inputs.flatMap(([input, inputId], index) => {
      const last = index === inputs.length - 1;
      const [branch, trunk] = last ? ['└─ ', '   '] : ['├─ ', '│  '];
      return draw(notes[inputId]!, input, rest + branch, rest + trunk, left - 1);
    });
    return [title, ...own, ...below];
  };
  return draw(notes[id]!, '', '', '', depth);
}

const LEAST_ROOM = 40;

/** A text beside a trunk of the tree, its further lines indented. */
function beside(trunk: string, text: string, width: number): string[] {
  return wrap(text, Math.max(LEAST_ROOM, width - trunk.length - 2)).map(
    (line, index) => `${trunk}${index === 0 ? '' : '  '}${line}`,
  );
}

/** The figure and all that it was computed from, at most `depth` formulas down. */
export function closureOf(notes: Notes, id: string, depth: number): Record<string, Note> {
  const found: Record<string, Note> = {};
  let level = [id];
  for (let left = depth; level.length > 0 && left >= 0; left--) {
    for (const next of level) found[next] = notes[next]!;
    const inputs = level.flatMap((next) => Object.values(notes[next]!.inputs ?? {}));
    level = [...new Set(inputs)].filter((next) => !found[next]);
  }
  return found;
}

/** How the figure is known, in lines. */
function details(note: Note): string[] {
  const { kind, formula, reason, sources = [], asOf, range, alternatives = [], at, unit } = note;
  const how = kind === 'derived' ? [] : [`${kind}${at ? `, line ${at.line} of the file` : ''}`];
  return [
    ...(formula === undefined ? [] : [`= ${formula}`]),
    ...how,
    ...(reason === undefined ? [] : [reason]),
    ...sources.map((source) => `source: ${showSource(source, asOf)}`),
    ...(range ? [`between ${amount(range[0], unit)} and ${amount(range[1], unit)}`] : []),
    ...alternatives.map((other) => `elsewhere: ${showAlternative(other)}`),
  ];
}

function showSource({ title, locator, url }: Source, asOf?: string): string {
  const date = asOf === undefined ? undefined : `as of ${asOf}`;
  return [title, locator, date, url].filter((part) => part !== undefined).join(', ');
}

function showAlternative({ value, unit, source, asOf, reason }: Known): string {
  const where = source ? showSource(source, asOf) : reason;
  return `${amount(value, unit)}${where === undefined ? '' : `, ${where}`}`;
}
