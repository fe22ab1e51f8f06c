import { failed, ok, type Result } from '@gigafactory/core/base';
import { ATTACHMENT_LIMITS } from '@gigafactory/core/chats';
import type Sharp from 'sharp';

export interface Picture {
  readonly png: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** s that a picture may take to unpack. */
const MOST_SECONDS = 10;

/**
 * A picture made anew from its pixels: the first frame, turned as its camera held it, no side beyond what is kept. Nothing else of the
 * file is left, neither places and cameras (EXIF) nor what may be hidden behind the pixels. Codes: `attachment.library`,
 * `attachment.picture`.
 */
export async function remake(bytes: Uint8Array): Promise<Result<Picture>> {
  const sharp = await loadSharp();
  if (!sharp.ok) return sharp;
  const { side, pixels } = ATTACHMENT_LIMITS;
  try {
    const { data, info } = await sharp
      .value(bytes, { limitInputPixels: pixels, failOn: 'error', pages: 1, sequentialRead: true })
      .timeout({ seconds: MOST_SECONDS })
      .autoOrient()
      .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb')
      .png()
      .toBuffer({ resolveWithObject: true });
    return ok({ png: data, width: info.width, height: info.height });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return failed({
      code: 'attachment.picture',
      message: /pixel limit/i.test(why)
        ? `The picture has more than ${pixels / 1e6} million pixels, the limit: make it smaller.`
        : 'The picture is damaged or cut off: it cannot be unpacked.',
    });
  }
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
