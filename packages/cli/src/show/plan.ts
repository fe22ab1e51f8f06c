import { assumedInputs, type Notes } from '@gigafactory/core/base';
import type { Plan } from '@gigafactory/core/plan';
import { facts } from '../text/facts.ts';
import type { Paint } from '../text/paint.ts';
import { showFactory } from './factory.ts';
import { showRequirements } from './requirements.ts';
import { showTraining } from './training.ts';

/** The whole plan for a terminal. */
export function showPlan(plan: Plan, file: string, paint: Paint): string[] {
  return [
    `${paint('bold', plan.name)}  ${paint('dim', file)}`,
    '',
    ...showFactory(plan, paint),
    ...Object.entries(plan.training).flatMap(([name, run]) => [
      '',
      ...showTraining(name, run, paint),
    ]),
    '',
    ...showRequirements(plan.requirements, paint),
    '',
    ...showAssumptions(plan.notes, file, paint),
  ];
}

/** The unpublished values that the figures depend on. */
function showAssumptions(notes: Notes, file: string, paint: Paint): string[] {
  const ids = assumedInputs(notes).map(({ id }) => id);
  const inputs = ids.filter((id) => id.startsWith('factory.'));
  const constants = ids.filter((id) => !id.startsWith('factory.'));
  const count = ids.length === 1 ? '1 assumption' : `${ids.length} assumptions`;
  const text =
    ids.length === 0
      ? 'None: every input is cited or given.'
      : `The figures rest on ${count}; "gigafactory explain ${file} PATH" tells why each.`;
  return facts(
    'Assumptions',
    [
      ['', text] as const,
      [`inputs`, inputs.join(', ')] as const,
      [`method`, constants.join(', ')] as const,
    ].filter(([, text]) => text !== ''),
    paint,
  );
}
