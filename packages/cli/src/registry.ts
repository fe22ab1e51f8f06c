import type { Registry } from '@gigafactory/grok/registry';
import type { Context } from './command.ts';
import type { Io } from './io.ts';

/** The models of the state folder. Loaded only for this: no other command should pay for it. */
export async function withRegistry(io: Pick<Io, 'control'>): Promise<Registry> {
  const { openRegistry } = await import('@gigafactory/grok/registry');
  return openRegistry({ home: io.control.folder });
}

/** Who changes a model, when, and why. */
export function orderNow({ io, args }: Context) {
  const why = args.texts['why'];
  const order = { by: io.user, at: new Date(io.clock.now()).toISOString() };
  return why === undefined ? order : { ...order, why };
}
