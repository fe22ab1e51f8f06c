import { LONGEST_LINK, linkOf } from './document/share.ts';
import { currentFactory } from './factory.ts';

/** A link to the open factory with its text inside. */
export interface LinkMade {
  readonly url: string;
  readonly length: number;
  /** Why it is no link that one could send. */
  readonly refused?: string;
}

export async function makeLink(): Promise<LinkMade> {
  const { file, text, edits } = currentFactory();
  const url = await linkOf({ file: file.file, text, edits });
  const { length } = url;
  if (length <= LONGEST_LINK) return { url, length };
  const most = LONGEST_LINK.toLocaleString('en');
  return { url, length, refused: `Not every browser opens more than ${most}: send the file.` };
}
