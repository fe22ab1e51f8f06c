import { failed, ok, type Result } from '@gigafactory/core/base';
import { ATTACHMENT_LIMITS } from '@gigafactory/core/chats';
import type { KeptFile } from '@gigafactory/grok/assistant';
import type { RunOperation } from '../threads/index.ts';
import { magicOf, type PictureFormat, textOf } from './magic.ts';
import { remake } from './picture.ts';
import { plainName } from './plain-name.ts';

export type NewFile = Omit<KeptFile, 'id'>;

/**
 * What a person attaches, as it is kept: a diagram whose source can be read, or a picture made anew. Codes: `attachment.empty`,
 * `attachment.size`, `attachment.kind`, `attachment.library`, `attachment.picture`, and those of a diagram that cannot be read.
 *
 * @param given the name, from anybody
 */
export async function takeFile(
  bytes: Uint8Array,
  given: string,
  run: RunOperation,
): Promise<Result<NewFile>> {
  const name = plainName(given);
  if (bytes.length === 0) return refused('empty', `${name} is empty.`);
  if (bytes.length > ATTACHMENT_LIMITS.bytes) {
    const most = ATTACHMENT_LIMITS.bytes / 1e6;
    return refused('size', `${name} is larger than ${most} MB, the limit.`);
  }
  const magic = magicOf(bytes);
  if (magic === undefined) return refused('kind', `${name} is none of what can be read: ${READ}`);
  return magic === 'text' ? takeDiagram(bytes, name, run) : takePicture(bytes, name, magic);
}

const READ =
  'pictures as PNG, JPEG, WebP or GIF, and diagrams as SVG, Mermaid, Graphviz DOT or draw.io.';

async function takePicture(
  bytes: Uint8Array,
  name: string,
  format: PictureFormat,
): Promise<Result<NewFile>> {
  const made = await remake(bytes, format);
  if (!made.ok) return made;
  const { png, width, height } = made.value;
  const kept = { name, format: 'png', bytes: png.length, width, height, content: png } as const;
  return ok({ kind: 'picture', ...kept });
}

async function takeDiagram(
  bytes: Uint8Array,
  name: string,
  run: RunOperation,
): Promise<Result<NewFile>> {
  const text = textOf(bytes) ?? '';
  const read = await run('diagram', { text });
  if (read.ok) {
    const { format } = read.value;
    return ok({ kind: 'diagram', name, format, bytes: bytes.length, content: bytes });
  }
  const [problem] = read.problems;
  if (problem?.code === 'diagram.format')
    return refused('kind', `${name}: ${problem.message.replace(BY_FORMAT, NO_PICTURE)}`);
  return failed(...read.problems);
}

/** What a person who attaches a file cannot do, and what it might have been instead. */
const BY_FORMAT = '; if it is one of these all the same, give its format';
const NO_PICTURE = ', and no picture as PNG, JPEG, WebP or GIF';

function refused(what: string, message: string): Result<never> {
  return failed({ code: `attachment.${what}`, message });
}
