import { ATTACHMENT_LIMITS, type Attachment } from '@gigafactory/core/api';
import { useEffect, useRef, useState } from 'react';
import { sendFile, takeBackFile } from '../../state/attachments.ts';
import { recall, remember } from '../../state/storage.ts';
import { say } from '../../state/toasts.ts';

/** A file of the next question. */
export interface Draft {
  readonly key: number;
  readonly name: string;
  /** Which part of it has gone, from 0 to 1. */
  readonly sent?: number;
  /** Once the server has it. */
  readonly kept?: Attachment;
  /** Why it was not taken. */
  readonly problem?: string;
}

export interface Attachments {
  readonly drafts: readonly Draft[];
  readonly add: (files: readonly File[]) => void;
  readonly remove: (key: number) => void;
  /** After they were asked about. */
  readonly clear: () => void;
}

/** Files that are sent as soon as they are chosen, and asked about with the next question; they survive a reload. */
export function useAttachments(place: string): Attachments {
  const stored = `gigafactory.chat.files.${place}`;
  const [drafts, setDrafts] = useState<readonly Draft[]>(() => restored(stored));
  const next = useRef(drafts.length);
  const sending = useRef(new Map<number, AbortController>());
  useEffect(() => {
    const kept = drafts.flatMap((draft) => draft.kept ?? []);
    remember('sessionStorage', stored, kept.length > 0 ? JSON.stringify(kept) : undefined);
  }, [drafts, stored]);
  const change = (key: number, more: Partial<Draft>): void =>
    setDrafts((all) => all.map((draft) => (draft.key === key ? { ...draft, ...more } : draft)));
  const send = async (key: number, file: File): Promise<void> => {
    const most = ATTACHMENT_LIMITS.bytes;
    // A server that does not read on is only a lost connection to a browser.
    if (file.size > most)
      return change(key, { problem: `It is larger than ${most / 1e6} MB, the limit.` });
    const control = new AbortController();
    sending.current.set(key, control);
    const onSent = (part: number): void => change(key, { sent: part });
    const sent = await sendFile(file, onSent, control.signal).catch(() => undefined);
    sending.current.delete(key);
    if (sent) change(key, sent.ok ? { kept: sent.value } : { problem: sent.fault.message });
  };
  const add = (files: readonly File[]): void => {
    const room = ATTACHMENT_LIMITS.files - drafts.length;
    const taken = files.slice(0, Math.max(0, room));
    if (taken.length < files.length)
      say(`A question has at most ${ATTACHMENT_LIMITS.files} files.`, { tone: 'bad' });
    const added = taken.map((file) => ({ file, draft: { key: next.current++, name: file.name } }));
    setDrafts((all) => [...all, ...added.map(({ draft }) => draft)]);
    for (const { file, draft } of added) void send(draft.key, file);
  };
  const remove = (key: number): void => {
    sending.current.get(key)?.abort();
    const kept = drafts.find((draft) => draft.key === key)?.kept;
    setDrafts((all) => all.filter((draft) => draft.key !== key));
    if (kept) void takeBackFile(kept.id);
  };
  return { drafts, add, remove, clear: () => setDrafts([]) };
}

function restored(stored: string): readonly Draft[] {
  const text = recall('sessionStorage', stored);
  if (text === undefined) return [];
  const kept: readonly Attachment[] = JSON.parse(text);
  return kept.map((each, key) => ({ key, name: each.name, kept: each }));
}
