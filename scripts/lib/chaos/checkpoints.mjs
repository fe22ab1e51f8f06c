import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Reads a checkpoint back: its manifest, and every file that this names, to the last byte.
 *
 * @param {string} folder
 * @returns {string | undefined} what is wrong with it
 */
export function faultOf(folder) {
  try {
    const { step, files } = readManifest(folder);
    if (!folder.endsWith(`step-${String(step).padStart(8, '0')}`)) return `holds step ${step}`;
    for (const [name, { bytes, sha256 }] of Object.entries(files)) {
      const { size } = statSync(join(folder, name));
      if (size !== bytes) return `${name} has ${size} B, not ${bytes}`;
      const hash = createHash('sha256')
        .update(readFileSync(join(folder, name)))
        .digest('hex');
      if (hash !== sha256) return `${name} has another hash`;
    }
    return Object.keys(files).length > 0 ? undefined : 'names no files';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/**
 * One hash over all weights of a checkpoint, of what is in its files and not of what the manifest says.
 *
 * @param {string} folder
 */
export function weightsHash(folder) {
  const hash = createHash('sha256');
  const names = Object.keys(readManifest(folder).files).filter((name) =>
    name.endsWith('.safetensors'),
  );
  if (names.length === 0) throw new Error(`${folder} holds no weights`);
  for (const name of names.sort()) hash.update(name).update(readFileSync(join(folder, name)));
  return hash.digest('hex');
}

/** @param {string} folder @returns {{ step: number, files: Record<string, { bytes: number, sha256: string }> }} */
function readManifest(folder) {
  return JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
}
