import { failed, ok, type Result } from '@gigafactory/core/base';
import type { TakenAsk } from '@gigafactory/core/chats';
import { inlineBeside } from '@gigafactory/core/factory';
import type { Assistants, OpenedPassages } from '@gigafactory/grok/assistant';
import type { OpenedGateway } from '@gigafactory/grok/gateway';
import type { AskedFile } from '@gigafactory/grok/skill';
import type { LaterAssistant } from '@gigafactory/server/http';
import type { PeopleOf } from '@gigafactory/server/people';
import type { StateFolder } from '@gigafactory/server/state';
import type { RunOperation } from '@gigafactory/server/threads';
import type { Embedded } from './embedded.ts';
import type { Io } from './io.ts';

type AskedFactory = TakenAsk['factory'];

export interface AssistantOrder {
  readonly io: Io;
  readonly folder: StateFolder;
  readonly accounts: PeopleOf;
  /** The models of this machine. */
  readonly embedded: () => Promise<Embedded>;
  /** It ends the models of this machine, which the assistant speaks with too, and is therefore opened first. */
  readonly gateway: { readonly open: () => Promise<OpenedGateway> };
}

/** Whom the pages of `up` chat with, opened when somebody first does, or once there is time. */
export function laterAssistant(order: AssistantOrder): LaterAssistant {
  let opened: Promise<Opened> | undefined;
  let isClosing = false;
  return {
    open: async () => {
      opened ??= openAssistant(order, () => isClosing);
      return (await opened).assistants;
    },
    close: async () => {
      isClosing = true;
      const known = await opened?.catch(() => undefined);
      await known?.assistants.close();
      await known?.passages.close();
    },
  };
}

interface Opened {
  readonly assistants: Assistants;
  readonly passages: OpenedPassages;
}

/** @throws Error with why there is none, in words */
async function openAssistant(
  { io, folder, accounts, embedded, gateway }: AssistantOrder,
  isClosing: () => boolean,
): Promise<Opened> {
  // Loaded only here: no other command should pay for them.
  const [grok, { openChats, takeFile }, { findDocs }] = await Promise.all([
    import('@gigafactory/grok/assistant'),
    import('@gigafactory/server'),
    import('@gigafactory/server/mcp'),
  ]);
  const { inner } = await gateway.open();
  const { speaker } = await embedded();
  const store = openChats(folder);
  if (!store.ok) throw new Error(store.problems.map(({ message }) => message).join(' '));
  const run = speaker?.run ?? io.run;
  const library = findDocs(import.meta.url);
  const passages = grok.openPassages({
    // What changed in a version says little about how things are.
    documents: (library?.docs ?? [])
      .filter(({ path }) => path !== 'CHANGELOG.md')
      .map(({ path }) => ({ path, text: library?.read(path) ?? '' })),
    folder: folder.home,
  });
  const notes = speaker && ((asked: AskedFile) => speaker.skill.notesOf(asked));
  const own = speaker ? [grok.embeddedAnswerer({ ...speaker, passages })] : [];
  const assistants = await grok.Assistants.open({
    file: store.value,
    partsOf: (owner) => {
      const door = inner.of(() => accounts.all()?.find(owner));
      return {
        answerers: () => [...own, ...grok.conversingAnswerers({ door, run, passages, notes })],
        ...(owner === '' ? {} : { quota: door }),
      };
    },
    wholeText: (factory) => wholeText(factory, run),
    take: (bytes, name) => takeFile(bytes, name, run),
    now: Date.now,
    warn: (message) => io.stderr.write(`assistant: ${message}\n`),
  });
  // The first question that no operation answers need not wait for the index.
  passages.prepare().catch((error) => {
    if (!isClosing()) io.stderr.write(`assistant: ${String(error)}\n`);
  });
  return { assistants, passages };
}

/** The text with its scenario and edits; what is beside it as well, unless it does not fit: then the plan says so. */
async function wholeText(factory: AskedFactory, run: RunOperation): Promise<Result<string>> {
  const { text, file, edits = {}, scenario, beside = {} } = factory;
  const isEdited = scenario !== undefined || Object.keys(edits).length > 0;
  const named = {
    ...(file === undefined ? {} : { file }),
    ...(scenario === undefined ? {} : { scenario }),
  };
  const edited = isEdited ? await run('edit', { text, edits, ...named }) : ok({ text });
  if (!edited.ok) return failed(...edited.problems);
  const whole = inlineBeside(edited.value.text, beside);
  return whole.ok ? whole : ok(edited.value.text);
}
