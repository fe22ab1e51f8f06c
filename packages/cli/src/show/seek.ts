import type { Sought } from '@gigafactory/core/api';
import { amount } from '../text/amount.ts';
import type { Paint } from '../text/paint.ts';
import { setOptions } from '../text/set-options.ts';
import { paragraph } from '../text/wrap.ts';

/** From where on the claim holds, what makes it hold, and what that rests on. */
export function showSought(sought: Sought, paint: Paint): string[] {
  const { claim, path, assumed, edits, evaluations, unplanned, undecided, problems } = sought;
  const counts = [
    `${evaluations} plans`,
    ...(undecided > 0 ? [`${undecided} undecided by the ranges of inputs`] : []),
    ...(unplanned > 0 ? [`${unplanned} values without a plan`] : []),
  ];
  const why = sought.holds ? undefined : problems[0]?.message;
  return [
    `${paint('bold', claim)}  ${paint('dim', path)}`,
    ...paragraph(outcome(sought), paint.width),
    ...setOptions(edits).map((option) => `  ${option}`),
    ...(why === undefined ? [] : paragraph(why, paint.width)),
    ...assumed.flatMap((sentence) => paragraph(sentence, paint.width)),
    paint('dim', `  ${counts.join(', ')}`),
  ];
}

function outcome(sought: Sought): string {
  const { label, unit, value, holds, nearest, present, from, to, edits } = sought;
  const now = present.value === null ? 'left out now' : `now ${amount(present.value, unit)}`;
  if (!holds) {
    const span = `${amount(from, unit)} to ${amount(to, unit)}`;
    const closest = nearest === null ? '' : ` It comes closest at ${amount(nearest, unit)}.`;
    return `Holds for no value tried of ${label}, ${span} (${now}).${closest}`;
  }
  if (Object.keys(edits).length === 0) return `Holds already: ${label} is ${now}.`;
  return `Holds from ${amount(value!, unit, { digits: 6 })}: ${label}, ${now}.`;
}
