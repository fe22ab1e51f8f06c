import { PERSON_TIERS, type PersonFacts, peopleOrders, ROLES } from '@gigafactory/core/people';
import type { Invitation, People } from '@gigafactory/server/people';
import type { Command, Context } from '../command.ts';
import { EXIT, InputError, inputError } from '../failure.ts';
import { openAccounts } from '../people.ts';
import { table } from '../text/table.ts';
import { localTime } from '../text/time.ts';
import { print } from './print.ts';

export const people: Command = {
  name: 'people',
  summary: 'List, add, change and remove the people who sign in to the console of "up"',
  operands: [
    { name: 'ACTION', optional: true },
    { name: 'NAME', optional: true },
  ],
  options: {
    tier: { kind: 'text', value: 'TIER', summary: 'free or premium' },
    role: { kind: 'text', value: 'ROLE', summary: 'member, operator or admin' },
  },
  about:
    'ACTION is add, change, disable, enable, reset or remove; without one the people are listed. "add" and "reset" print an invitation, which holds once and for a week: the person chooses a password by it, which nobody else knows. "remove" deletes the chats of the person too. From the first person on, pages ask to sign in.',
  run: runPeople,
};

const ACTIONS = ['add', 'change', 'disable', 'enable', 'reset', 'remove'] as const;
type Action = (typeof ACTIONS)[number];

async function runPeople(context: Context): Promise<number> {
  const [action, name] = context.args.operands;
  const { role, tier } = context.args.texts;
  if (action !== 'add' && action !== 'change' && (role ?? tier) !== undefined) {
    throw inputError('usage.people', '--role and --tier are for "add" and "change".');
  }
  if (action !== undefined && !isAction(action)) {
    throw inputError('usage.action', `There are ${ACTIONS.join(', ')}, but no "${action}".`);
  }
  if (action !== undefined && name === undefined) {
    throw inputError('usage.operand', `"gigafactory people ${action}" needs a NAME.`);
  }
  const { openStateFolder } = await import('@gigafactory/server/state');
  const folder = openStateFolder(context.io.control.folder);
  if (!folder.ok) throw new InputError(folder.problems);
  const accounts = await openAccounts(folder.value);
  try {
    if (action === undefined || name === undefined) list(context, accounts.list());
    else act(context, accounts, action, name);
  } finally {
    accounts.close();
  }
  return EXIT.ok;
}

function isAction(word: string): word is Action {
  return (ACTIONS as readonly string[]).includes(word);
}

function act(context: Context, accounts: People, action: Action, name: string): void {
  if (action === 'add') add(context, accounts, name);
  else actOn(context, accounts, action, name);
}

function actOn(
  context: Context,
  accounts: People,
  action: Exclude<Action, 'add'>,
  name: string,
): void {
  const person = accounts.named(name);
  if (!person) throw inputError('people.unknown', `There is nobody named ${name}.`);
  const { id } = person;
  if (action === 'reset') {
    invited(context, unwrapped(accounts.reset(id, 'local')));
  } else if (action === 'remove') {
    unwrapped(accounts.remove(id, 'local'));
    const words = `Removed ${person.name}: signed out everywhere. The chats are deleted by the "up" that has them, within a second, or when it is started next.`;
    print(context, { removed: person }, () => [words]);
  } else {
    const order = action === 'change' ? changes(context) : { disabled: action === 'disable' };
    const changed = unwrapped(accounts.change({ person: id, ...order }, 'local'));
    const { name: known, role, tier, state } = changed;
    print(context, { person: changed }, () => [`${known}: ${role}, ${tier}, ${state}.`]);
  }
}

function add(context: Context, accounts: People, name: string): void {
  const { role, tier } = context.args.texts;
  const order = peopleOrders.add.safeParse({ name, role, tier });
  if (!order.success) throw refusal(context, order.error.issues[0]?.message ?? '');
  invited(context, unwrapped(accounts.add(order.data, 'local')));
}

function changes(context: Context) {
  const { role, tier } = context.args.texts;
  if (role === undefined && tier === undefined) {
    throw inputError('usage.people', '"change" needs --role or --tier.');
  }
  const { role: roles, tier: tiers } = peopleOrders.change.shape;
  const [newRole, newTier] = [roles.safeParse(role), tiers.safeParse(tier)];
  if (!newRole.success || !newTier.success) throw refusal(context, '');
  return {
    ...(newRole.data === undefined ? {} : { role: newRole.data }),
    ...(newTier.data === undefined ? {} : { tier: newTier.data }),
  };
}

function refusal({ args }: Context, otherwise: string): InputError {
  const { role, tier } = args.texts;
  if (role !== undefined && !(ROLES as readonly string[]).includes(role)) {
    return inputError('usage.role', `The roles are ${ROLES.join(', ')}, not "${role}".`);
  }
  if (tier !== undefined && !(PERSON_TIERS as readonly string[]).includes(tier)) {
    return inputError('usage.tier', `The tiers are ${PERSON_TIERS.join(' and ')}, not "${tier}".`);
  }
  return inputError('people.name', `A name has ${otherwise}.`);
}

function invited(context: Context, { person, invitation, until }: Invitation): void {
  const { clock } = context.io;
  print(context, { person, invitation, until }, () => [
    `#invitation=${invitation}`,
    `Put that behind the address that "up" prints (http://127.0.0.1:4600/) and hand the link to ${person.name}: ${person.role}, tier ${person.tier}. It holds once, until ${localTime(until, clock)}, and is not shown again.`,
  ]);
}

function unwrapped<Value>(
  result: { ok: true; value: Value } | { ok: false; problems: InputError['problems'] },
): Value {
  if (!result.ok) throw new InputError(result.problems);
  return result.value;
}

function list(context: Context, all: readonly PersonFacts[]): void {
  const { paint, io } = context;
  print(context, { people: all }, () =>
    all.length === 0
      ? ['There are no accounts: pages are opened by the link that "up" prints.']
      : table(
          ['name', 'role', 'tier', 'state', 'last seen'].map((title) => ({ title })),
          all.map(({ name, role, tier, state, seen }) => [
            ...[name, role, tier, state],
            seen === null ? 'never' : localTime(seen, io.clock),
          ]),
          paint,
        ),
  );
}
