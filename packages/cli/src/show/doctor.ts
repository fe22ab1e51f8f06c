import type { DoctorFinding, Examined } from '@gigafactory/server/doctor';
import type { Paint, Style } from '../text/paint.ts';
import { hang } from '../text/wrap.ts';

const WORDS: Readonly<Record<DoctorFinding['verdict'], { word: string; style: Style }>> = {
  ok: { word: 'ok', style: 'green' },
  warning: { word: 'warning', style: 'yellow' },
  broken: { word: 'broken', style: 'red' },
};
const WORD_WIDTH = 9;
const COLUMN = 28;

/** What was found of one part: a line for each thing, and under it what to do. */
export function showExamined({ part, findings }: Examined, paint: Paint): string[] {
  return [
    paint('bold', part),
    ...findings.flatMap(({ about, verdict, found, advice }) => {
      const { word, style } = WORDS[verdict];
      const said = hang('', found, COLUMN, paint.width);
      const label = `  ${paint(style, word.padEnd(WORD_WIDTH))}${about}`;
      const gap = ' '.repeat(Math.max(1, COLUMN - 2 - WORD_WIDTH - about.length));
      return [
        `${label}${gap}${said[0]!.trimStart()}`,
        ...said.slice(1),
        ...(advice === undefined ? [] : hang('', advice, COLUMN, paint.width)),
      ];
    }),
  ];
}

/** The worst that was found. */
export function worstOf(parts: readonly Examined[]): DoctorFinding['verdict'] {
  if (countOf(parts, 'broken') > 0) return 'broken';
  return countOf(parts, 'warning') > 0 ? 'warning' : 'ok';
}

/** All of it in a sentence. */
export function showVerdict(parts: readonly Examined[], paint: Paint): string {
  const broken = countOf(parts, 'broken');
  const warnings = countOf(parts, 'warning');
  const doubts = `${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`;
  if (broken === 0) return warnings === 0 ? 'Nothing stands in the way of a run.' : `${doubts}.`;
  const things = `${broken} ${broken === 1 ? 'thing' : 'things'} will not work`;
  return paint('red', warnings === 0 ? `${things}.` : `${things}; ${doubts}.`);
}

function countOf(parts: readonly Examined[], verdict: DoctorFinding['verdict']): number {
  return parts.flatMap(({ findings }) => findings).filter((each) => each.verdict === verdict)
    .length;
}
