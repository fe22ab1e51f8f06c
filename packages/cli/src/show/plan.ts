import type { Plan } from '@gigafactory/core/plan';
import type { Paint } from '../text/paint.ts';
import { showAssumptions } from './assumptions.ts';
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
