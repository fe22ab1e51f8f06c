import type { ApiKey } from '@gigafactory/grok/gateway';
import type { Command, Context } from '../command.ts';
import { EXIT, InputError, inputError } from '../failure.ts';
import { table } from '../text/table.ts';
import { localTime } from '../text/time.ts';
import { print } from './print.ts';

export const keys: Command = {
  name: 'keys',
  summary: 'List, make and revoke the keys of the gateway that "up" serves',
  operands: [
    { name: 'ACTION', optional: true },
    { name: 'NAME', optional: true },
  ],
  options: {
    tier: { kind: 'text', value: 'TIER', summary: 'free or premium, of a key that is made' },
  },
  about:
    'ACTION is make or revoke; without one the keys are listed. A key is printed once, when it is made: only its hash is kept. While none was made, this machine needs none.',
  run: runKeys,
};

async function runKeys(context: Context): Promise<number> {
  const [action, name] = context.args.operands;
  const { tier } = context.args.texts;
  if (action !== 'make' && tier !== undefined) {
    throw inputError('usage.tier', '--tier is for a key that is made: gigafactory keys make NAME.');
  }
  if (action === undefined) return list(context);
  if (action !== 'make' && action !== 'revoke') {
    throw inputError(
      'usage.action',
      `Keys are made or revoked: "make" or "revoke", not "${action}".`,
    );
  }
  if (name === undefined) {
    throw inputError('usage.operand', `"gigafactory keys ${action}" needs a NAME.`);
  }
  return action === 'make' ? make(context, name, tier) : revoke(context, name);
}

async function list(context: Context): Promise<number> {
  const { paint, io } = context;
  const { readKeys } = await import('@gigafactory/grok/gateway');
  const read = readKeys(await pathOf(context));
  if (!read.ok) throw new InputError(read.problems);
  const shown = read.value.map(withoutHash);
  print(context, { keys: shown }, () =>
    shown.length === 0
      ? ['No key was made yet: this machine needs none, and nobody else can ask.']
      : table(
          [
            { title: 'key' },
            { title: 'name' },
            { title: 'tier' },
            { title: 'made' },
            { title: 'state' },
          ],
          shown.map(({ id, name, tier, madeAt, revokedAt }) => [
            ...[id, name, tier, localTime(madeAt, io.clock)],
            revokedAt === undefined ? 'holds' : `revoked ${localTime(revokedAt, io.clock)}`,
          ]),
          paint,
        ),
  );
  return EXIT.ok;
}

async function make(context: Context, name: string, tier = 'free'): Promise<number> {
  if (tier !== 'free' && tier !== 'premium') {
    throw inputError('usage.tier', `The tiers are free and premium, not "${tier}".`);
  }
  const { makeKey } = await import('@gigafactory/grok/gateway');
  const made = makeKey({ ...(await orderOf(context, name)), tier });
  if (!made.ok) throw new InputError(made.problems);
  const { key, secret } = made.value;
  print(context, { ...withoutHash(key), secret }, () => [
    secret,
    `The key of ${key.name}, tier ${key.tier}. Keep it now: it is not shown again.`,
  ]);
  return EXIT.ok;
}

async function revoke(context: Context, name: string): Promise<number> {
  const { revokeKeys } = await import('@gigafactory/grok/gateway');
  const revoked = revokeKeys(await orderOf(context, name));
  if (!revoked.ok) throw new InputError(revoked.problems);
  const keys = revoked.value.map(withoutHash);
  print(context, { keys }, () =>
    keys.map(
      (key) => `Revoked ${key.name} (${key.id}): a gateway that runs knows it within a second.`,
    ),
  );
  return EXIT.ok;
}

async function orderOf(context: Context, name: string) {
  const { clock, user } = context.io;
  return { path: await pathOf(context), name, by: user, now: new Date(clock.now()) };
}

/** In the state folder, which is made if it is not there yet. */
async function pathOf({ io }: Context): Promise<string> {
  const { openStateFolder } = await import('@gigafactory/server/state');
  const { keyFile } = await import('@gigafactory/grok/gateway');
  const folder = openStateFolder(io.control.folder);
  if (!folder.ok) throw new InputError(folder.problems);
  return keyFile(folder.value.home);
}

function withoutHash({ hash: _, ...shown }: ApiKey) {
  return shown;
}
