import { ATTACHMENT_LIMITS } from '@gigafactory/core/chats';

/** Controls, and marks that change the direction of a line: a name with them reads as another than it is. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu;

/** The name of a file as plain text: without folders, and without anything that is not seen. It names nothing on a disk. */
export function plainName(given: string): string {
  const last = given.split(/[/\\]/).at(-1) ?? '';
  const name = last.replace(UNSEEN, '').replace(/\s+/g, ' ').trim();
  if (name === '' || /^\.+$/.test(name)) return 'file';
  return name.length <= ATTACHMENT_LIMITS.name
    ? name
    : `${name.slice(0, ATTACHMENT_LIMITS.name - 1)}…`;
}
