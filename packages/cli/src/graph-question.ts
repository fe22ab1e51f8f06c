import type { GraphQuestion } from '@gigafactory/core/api';
import type { Arguments, Options } from './command.ts';
import { inputError } from './failure.ts';

/** Options that ask something of a diagram's graph; one at a time. */
export const QUESTIONS: Options = {
  neighbours: { kind: 'text', value: 'NODE', summary: 'What is linked with a node' },
  beyond: { kind: 'text', value: 'NODE', summary: 'What hangs off a node' },
  from: { kind: 'text', value: 'NODE', summary: 'Where paths begin; with --to' },
  to: { kind: 'text', value: 'NODE', summary: 'Where paths end' },
  most: { kind: 'integer', value: 'N', summary: 'Paths to print (10)', least: 1, most: 1000 },
  degrees: { kind: 'flag', summary: 'All nodes, those with the most links first' },
  degree: { kind: 'integer', value: 'N', summary: 'Nodes with so many links' },
  pairs: { kind: 'flag', summary: 'Pairs of linked nodes, those with the fewest links first' },
  links: { kind: 'integer', value: 'N', summary: 'Pairs with so many links between them' },
  cuts: { kind: 'flag', summary: 'Single points of failure' },
  parts: { kind: 'flag', summary: 'What hangs together' },
  count: { kind: 'text', value: 'BY', summary: 'How many nodes, by kind, label or group' },
};

const BY = ['kind', 'label', 'group'] as const;

/**
 * The question that the options ask; undefined if none does.
 * @throws InputError `usage.value` if they ask two, or one by half
 */
export function questionOf({ texts, flags, numbers }: Arguments): GraphQuestion | undefined {
  const { neighbours, beyond, from, to, count } = texts;
  const { degree, links, most } = numbers;
  const asked: GraphQuestion[] = [];
  if (neighbours !== undefined) asked.push({ what: 'neighbours', of: neighbours });
  if (beyond !== undefined) asked.push({ what: 'beyond', of: beyond });
  if (from !== undefined && to !== undefined) asked.push({ what: 'paths', from, to, most });
  else if (from !== undefined || to !== undefined || most !== undefined)
    throw inputError('usage.value', 'Paths need both ends: --from NODE --to NODE.');
  if (flags.has('degrees')) asked.push({ what: 'degrees' });
  if (degree !== undefined) asked.push({ what: 'degrees', is: degree });
  if (flags.has('pairs')) asked.push({ what: 'links' });
  if (links !== undefined) asked.push({ what: 'links', is: links });
  if (flags.has('cuts')) asked.push({ what: 'cuts' });
  if (flags.has('parts')) asked.push({ what: 'parts' });
  if (count !== undefined) asked.push({ what: 'count', by: byOf(count) });
  if (asked.length > 1)
    throw inputError('usage.value', 'Only one question can be asked at a time.');
  return asked[0];
}

function byOf(given: string): (typeof BY)[number] {
  const by = BY.find((each) => each === given);
  if (by) return by;
  throw inputError('usage.value', `--count takes ${BY.join(', ')}, not "${given}".`);
}
