import type { ReactNode } from 'react';
import { codedParts } from './codedParts.ts';

/** A text whose code stands between backticks, such as a description of the schema. */
export function Coded({ text }: { readonly text: string }): ReactNode {
  return codedParts(text).map((part, index) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one text never move.
    part.isCode ? <code key={index}>{part.text}</code> : part.text,
  );
}
