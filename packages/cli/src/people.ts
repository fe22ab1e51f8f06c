import type { People, PeopleOf } from '@gigafactory/server/people';
import type { StateFolder } from '@gigafactory/server/state';
import { InputError } from './failure.ts';
import type { Io } from './io.ts';

/**
 * Opens the people of a state folder, which are made if they are not there yet.
 *
 * @throws InputError with why they cannot be
 */
export async function openAccounts(folder: StateFolder): Promise<People> {
  const { openPeople } = await import('@gigafactory/server/people');
  const opened = openPeople(folder);
  if (!opened.ok) throw new InputError(opened.problems);
  return opened.value;
}

/** Invites the first administrator, by the name of who runs this, as long as nobody else can sign in. */
export async function inviteFirst(
  { user }: Pick<Io, 'user'>,
  folder: StateFolder,
  accounts: PeopleOf,
): Promise<string | undefined> {
  const people = await openAccounts(folder);
  try {
    const all = people.list();
    if (all.some(({ role, state }) => role === 'admin' && state === 'active')) return undefined;
    const known = all.find(({ role, state }) => role === 'admin' && state === 'invited');
    const name = user.replace(/@.*$/, '').replace(/[^\w.-]/g, '-') || 'admin';
    const order = { name, role: 'admin', tier: 'premium' } as const;
    const invited = known ? people.reset(known.id, 'local') : people.add(order, 'local');
    if (!invited.ok) throw new InputError(invited.problems);
    return invited.value.invitation;
  } finally {
    people.close();
    accounts.close();
  }
}
