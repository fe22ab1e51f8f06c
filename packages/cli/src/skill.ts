import type { Skill } from '@gigafactory/grok/skill';
import type { Context } from './command.ts';
import { accepted } from './control/find-run.ts';
import { withRegistry } from './registry.ts';

/** The model that reads questions. */
export const MODEL = {
  model: {
    kind: 'text',
    value: 'MODEL',
    summary: 'The published model that reads the questions (default: grok-nano)',
  },
} as const;

/** The skill of the model that `--model` names. Loaded only for this: no other command should pay for it. */
export async function withSkill({ io, args }: Context): Promise<Skill> {
  const { openSkill } = await import('@gigafactory/grok/skill');
  const registry = await withRegistry(io);
  const found = accepted(await registry.find(args.texts['model'] ?? 'grok-nano'));
  return accepted(await openSkill(found, io.run));
}
