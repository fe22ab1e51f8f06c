import { failed, ok, type Result } from '@gigafactory/core/base';
import { ATTACHMENT_LIMITS } from '@gigafactory/core/chats';
import type Sharp from 'sharp';
import type { PictureFormat } from './magic.ts';

export interface Picture {
  readonly png: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** s that a picture may take to unpack. */
const MOST_SECONDS = 10;

/** The picture that is unpacked now: one after the other, so that eight large ones take the memory and the time of one. */
let before: Promise<unknown> = Promise.resolve();

/**
 * A picture made anew from its pixels: the first frame, turned as its camera held it, no side beyond what is kept. Nothing else of the
 * file is left, neither places and cameras (EXIF) nor what may be hidden behind the pixels. Codes: `attachment.library`,
 * `attachment.picture`.
 *
 * @param format what its first bytes say
 */
export function remake(bytes: Uint8Array, format: PictureFormat): Promise<Result<Picture>> {
  const made = before.then(() => remakeAlone(bytes, format));
  before = made.catch(() => {});
  return made;
}

async function remakeAlone(bytes: Uint8Array, format: PictureFormat): Promise<Result<Picture>> {
  const sharp = await loadSharp();
  if (!sharp.ok) return sharp;
  const { side, pixels } = ATTACHMENT_LIMITS;
  try {
    const given = sharp.value(bytes, {
      ...{ limitInputPixels: pixels, failOn: 'error', pages: 1, sequentialRead: true },
    });
    // The library knows more formats than are taken, and finds out by itself which one a file is.
    if ((await given.metadata()).format !== format) return refused(DAMAGED);
    const { data, info } = await given
      .timeout({ seconds: MOST_SECONDS })
      .autoOrient()
      .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb')
      .png()
      .toBuffer({ resolveWithObject: true });
    return ok({ png: data, width: info.width, height: info.height });
  } catch (error) {
    return refused(wordsOf(error instanceof Error ? error.message : String(error), pixels));
  }
}

const DAMAGED = 'The picture is damaged or cut off: it cannot be unpacked.';

function wordsOf(why: string, pixels: number): string {
  if (/pixel limit/i.test(why))
    return `The picture has more than ${pixels / 1e6} million pixels, the limit: make it smaller.`;
  if (/timeout/i.test(why))
    return `The picture takes more than ${MOST_SECONDS} s to unpack, the limit: make it smaller.`;
  return DAMAGED;
}

function refused(message: string): Result<never> {
  return failed({ code: 'attachment.picture', message });
}

/** The library is native, and only pictures need it. */
export async function loadSharp(): Promise<Result<typeof Sharp>> {
  try {
    return ok((await import('sharp')).default);
  } catch {
    const message =
      'Pictures need the package sharp, which cannot be loaded here: npm install sharp@0.35.5. Diagrams by their source (SVG, Mermaid, DOT, draw.io) can be attached without it.';
    return failed({ code: 'attachment.library', message });
  }
}
