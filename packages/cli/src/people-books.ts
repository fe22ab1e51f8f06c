import { ok } from '@gigafactory/core/base';
import type { OpenedGateway } from '@gigafactory/grok/gateway';
import type { LaterGateway, PeopleBooks } from '@gigafactory/server/http';
import type { PeopleOf } from '@gigafactory/server/people';
import type { StateFolder } from '@gigafactory/server/state';

interface Order {
  readonly folder: StateFolder;
  readonly accounts: PeopleOf;
  readonly gateway: LaterGateway<OpenedGateway>;
}

/** What people use, as the gateway and its books tell it. */
export function peopleBooks({ folder, accounts, gateway }: Order): PeopleBooks {
  return {
    standing: async (person) => (await gateway.open()).inner.standing(person),
    usage: async (since) => {
      const [{ readUsage }, { readBooks }] = await Promise.all([
        import('@gigafactory/grok/gateway'),
        import('@gigafactory/server'),
      ]);
      const { home } = folder;
      const lines = await readBooks(folder);
      if (!lines.ok) return lines;
      const people = namesOf(accounts);
      const order = { home, lines: lines.value, since, people, now: Date.now() };
      const usage = await readUsage(order);
      if (!usage.ok) return usage;
      const { models, upstreams, keys, names } = usage.value;
      const reach = (await gateway.open()).inner.reach();
      const named = keys.map((sums) => ({ ...sums, of: nameOf(sums.of, names) }));
      return ok({ since, models, upstreams, people: named, reach: [...reach] });
    },
  };
}

/** Names of people by their ids. */
export function namesOf(accounts: PeopleOf): Readonly<Record<string, string>> {
  return Object.fromEntries((accounts.all()?.list() ?? []).map(({ id, name }) => [id, name]));
}

function nameOf(id: string, names: Readonly<Record<string, string>>): string {
  if (id === '') return 'this machine';
  return names[id] ?? id;
}
