import type { StateFolder } from '../operate/state-folder.ts';
import { openPeople, PeopleOf } from '../people/index.ts';
import { Door } from './door.ts';
import { peopleRoutes } from './people-routes.ts';

/** Passwords that cost nothing to check: what they cost is no subject of most tests. */
export const CHEAP = { n: 16, p: 1 } as const;

/** Who may enter a state folder, as `serve` has it. */
export function siteOf(folder: StateFolder) {
  const accounts = new PeopleOf(folder, { cost: CHEAP });
  const door = new Door(folder, accounts);
  const books = {
    standing: async () => undefined,
    usage: async () => ({ ok: false as const, problems: [{ code: 'people.books', message: '' }] }),
  };
  return { folder, door, accounts, people: peopleRoutes(door, books) };
}

/** A door for whoever has the token of a folder, and for its people. */
export function doorOf(home: string, token: string): Door {
  return new Door({ home, token }, new PeopleOf({ home }, { cost: CHEAP }));
}

/** Makes an account, and returns its invitation. */
export function invite(
  home: string,
  name: string,
  role: 'member' | 'operator' | 'admin' = 'member',
): { readonly id: string; readonly invitation: string } {
  const people = openPeople({ home }, { cost: CHEAP });
  if (!people.ok) throw new Error(people.problems[0]?.message);
  const invited = people.value.add({ name, role, tier: 'free' }, 'local');
  people.value.close();
  if (!invited.ok) throw new Error(invited.problems[0]?.message);
  return { id: invited.value.person.id, invitation: invited.value.invitation };
}
