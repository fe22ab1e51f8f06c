import type { RandomStream } from '@gigafactory/core/base';
import { FIGURES, type FigureEntry } from '../book/read.ts';
import { FIGURE_ASKS } from '../book/tables.ts';
import { isLikely, pick } from './chance.ts';

const SITE_NAMES = new Set(
  FIGURES.filter(({ pattern }) => !isOfRun(pattern)).flatMap(({ names }) =>
    names.map((name) => name.toLowerCase()),
  ),
);
/** Alone, these words may be about the site as well. */
const VAGUE =
  /^(?:cost|price|bill|start|start date|end|end date|finish|finish date|first day|last day|beginning|duration|length|total duration|run time|speed|budget|money spent|memory|size|nodes|servers|machines|gpus|accelerators|cards|failures|crashes|spares|\{r\}|completion date|tokens|layers|heads|depth|width|experts|recovery|priority|reserve|parameters|availability|uptime)$/;
const PRICED =
  /cost|capex|bill|price|opex|expen|invest|spend|budget|money|dollar|deprecia|rate|capital|tariff|amorti|write-off|kwh/i;

export function isOfRun(pattern: string): boolean {
  return /^(?:training|factory\.runs|factory\.models)\./.test(pattern);
}

/** A figure and how often it is asked: what people want to know first is asked most. */
const WEIGHED: readonly FigureEntry[] = FIGURES.flatMap((entry) => {
  const often =
    entry.questions.length >= 6
      ? 4
      : entry.questions.length >= 4
        ? 3
        : entry.pattern.startsWith('factory.')
          ? 1
          : 2;
  return Array.from({ length: often }, () => entry);
});

export function pickFigure(stream: RandomStream): FigureEntry {
  return pick(stream, WEIGHED);
}

/** What a figure is called, with a run or model where it has one. */
export function nameFigure(stream: RandomStream, { pattern, names }: FigureEntry): string {
  const name = pick(stream, names);
  if (!isOfRun(pattern) || name.includes('{')) return name;
  const slot = pattern.startsWith('factory.models.') ? '{m}' : '{r}';
  const mustSay = VAGUE.test(name.toLowerCase()) || SITE_NAMES.has(name.toLowerCase());
  if (!mustSay && isLikely(stream, 0.3)) return name;
  const style = stream.next();
  if (style < 0.6) return `${name} of ${slot}`;
  if (style < 0.75) return `${name} for ${slot}`;
  if (style < 0.87) return `${slot} ${name}`;
  return `${slot}'s ${name}`;
}

/** A question of a figure, with slots for names. */
export function askFigure(stream: RandomStream, entry: FigureEntry): string {
  const style = stream.next();
  if (style < 0.42 && entry.questions.length > 0) return pick(stream, entry.questions);
  const name = nameFigure(stream, entry);
  if (style < 0.72 && FIGURE_ASKS[entry.kind])
    return pick(stream, FIGURE_ASKS[entry.kind]!).replace('{f}', name);
  const ask = pick(stream, FIGURE_ASKS['any']!);
  const isPlain = entry.kind === 'money' && !PRICED.test(name);
  return ask.replace(
    '{f}',
    isPlain
      ? `${pick(stream, ['cost of ', 'price of ', 'spending on ', 'cost of the ', 'money for '])}${name}`
      : name,
  );
}

const BRIEF = [
  '{f}',
  '{f}',
  '{f}',
  '{f} please',
  '{f} pls',
  '{f} then',
  'the {f}',
  'our {f}',
  'and {f}',
];

/** A figure's name and hardly more. */
export function askBriefly(stream: RandomStream, entry: FigureEntry): string {
  return pick(stream, BRIEF).replace('{f}', () => nameFigure(stream, entry));
}

/** A question of a figure of which only the label is known. */
export function askLabel(stream: RandomStream, label: string, isRun: boolean): string {
  const short = isLikely(stream, 0.7) ? label.toLowerCase() : label;
  const name = isRun && isLikely(stream, 0.5) ? `${short} of {r}` : short;
  return pick(stream, FIGURE_ASKS['any']!).replace('{f}', name);
}
