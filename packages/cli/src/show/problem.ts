import { fixesOf, type Problem, showProblem } from '@gigafactory/core/base';
import type { Output } from '../io.ts';
import { printable } from '../text/paint.ts';
import { setOptions } from '../text/set-options.ts';
import { widthFor, wrap } from '../text/wrap.ts';

/** What an output says of its reader: whether it is a terminal, and how wide. */
type Reader = Pick<Output, 'isTTY' | 'columns'>;

/** A problem and, below it, each way to mend it, to copy after the command: these are never wrapped. */
export async function problemLines(
  problem: Problem,
  file: string | undefined,
  reader: Reader,
): Promise<string[]> {
  const fits = problem.memory ? await showFits(problem.memory) : [];
  const shown = new Set(problem.memory?.nearest.map(({ edits }) => JSON.stringify(edits)));
  const fixes = fixesOf(problem)
    .filter(({ edits }) => !shown.has(JSON.stringify(edits)))
    .flatMap(({ label, edits }) => [
      ...sentenceLines(`  Fix: ${label}`, reader),
      `    ${printable(setOptions(edits).join(' '))}`,
    ]);
  return [...sentenceLines(showProblem(problem, file), reader), ...fixes, ...fits.map(printable)];
}

async function showFits({ nearest }: NonNullable<Problem['memory']>): Promise<string[]> {
  const { showFit } = await import('./memory.ts');
  return nearest.map(showFit);
}

/** One line per sentence, so that they can be told apart; only a terminal gets it wrapped to its width. */
export function sentenceLines(text: string, { isTTY, columns }: Reader): string[] {
  const line = printable(text);
  const [first = '', ...rest] = isTTY ? wrap(line, widthFor(columns) - 2) : [line];
  return [first, ...rest.map((each) => `  ${each}`)];
}
