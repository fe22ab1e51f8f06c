import { z } from 'zod';
import type { Picture, Turn } from '../upstream.ts';

/** A picture in a data address, as both faces take it. Nothing is fetched for a caller: an address of the web is refused. */
const DATA = /^data:(image\/(?:png|jpeg|webp|gif));base64,([A-Za-z0-9+/]+={0,2})$/;
const ERROR =
  'is a picture in the request itself, as data:image/png;base64,… (PNG, JPEG, WebP or GIF); addresses are not fetched';

export const pictureUrl = z.string().regex(DATA, ERROR);
export const pictureDetail = z.enum(['auto', 'low', 'high']).nullish();

/** A piece of the message of a person, as either face has it. */
export type Piece =
  | { readonly text: string }
  | { readonly url: string; readonly detail?: Picture['detail'] | null };

/** The message of a person that consists of these pieces. */
export function messageOf(pieces: readonly Piece[]): Turn {
  let text = '';
  const pictures: Picture[] = [];
  for (const piece of pieces) {
    if ('text' in piece) text += piece.text;
    else pictures.push(pictureOf(piece.url, piece.detail, text.length));
  }
  return { kind: 'message', role: 'user', text, ...(pictures.length > 0 ? { pictures } : {}) };
}

/** The address that says a picture. */
export function urlOf({ mime, data }: Picture): string {
  return `data:${mime};base64,${data}`;
}

function pictureOf(url: string, detail: Picture['detail'] | null, at: number): Picture {
  const [, mime, data] = DATA.exec(url)!;
  return { mime: mime as Picture['mime'], data: data!, at, ...(detail ? { detail } : {}) };
}
