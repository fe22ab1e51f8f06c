import { basename, resolve } from 'node:path';
import { failed, ok, type Result } from '@gigafactory/core/base';
import { type Beside, editFactory } from '@gigafactory/core/factory';
import type { FactoryDocument } from '@gigafactory/server/document';
import { type NamedText, readBeside } from './beside.ts';
import type { Context } from './command.ts';
import { readWritten } from './factory-text.ts';
import { InputError } from './failure.ts';
import { isReplica } from './gateway.ts';
import type { Io } from './io.ts';

/** The factory file that `up` serves: as it is on disk, however faulty, with what it names beside it. */
export interface ServedFile {
  readonly document: FactoryDocument;
  /** Laid over it as edits, which a page can take back. */
  readonly edits: Readonly<Record<string, string>>;
  /** As it is now. */
  read(): NamedText;
}

/**
 * Opens the file that the first operand names.
 * @throws InputError if it cannot be read at all
 */
export async function openServedFile(context: Context): Promise<ServedFile> {
  const { args, io } = context;
  const { file, text, edits } = await readWritten(context);
  const typed = args.operands[0]!;
  const readOnly = readOnlyReason(context);
  // Loaded only here: no other command serves a file.
  const { FactoryDocument } = await import('@gigafactory/server/document');
  const document = await FactoryDocument.open({
    name: typed === '-' ? 'factory.yaml' : basename(file),
    ...(typed === '-' ? {} : { path: resolve(io.cwd, typed) }),
    text,
    ...(readOnly === undefined ? {} : { readOnly }),
    readBeside: (now) => besideOf({ text: now, file, edits }, typed, io),
  });
  const read = (): NamedText => {
    const { state } = document;
    return { file, text: state.text, edits, beside: state.beside };
  };
  return { document, edits, read };
}

function readOnlyReason({ args, io }: Context): string | undefined {
  if (args.flags.has('read-only')) return '"gigafactory up" was started with --read-only.';
  return isReplica(io.env) ? 'It is served by a replica of a service.' : undefined;
}

async function besideOf(factory: NamedText, typed: string, io: Io): Promise<Result<Beside>> {
  const edited = editFactory(factory.text, factory.edits);
  const text = edited.ok ? edited.value : factory.text;
  try {
    return ok(await readBeside({ ...factory, text }, typed, io));
  } catch (error) {
    if (error instanceof InputError) return failed(...error.problems);
    throw error;
  }
}
