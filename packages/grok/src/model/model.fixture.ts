import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStream } from '@gigafactory/core/base';
import { type DecoderShape, layOut, toConfig } from '@gigafactory/trainer/decoder';
import { learnMerges, Tokenizer } from '@gigafactory/trainer/tokenizer';
import { onTestFinished } from 'vitest';
import type { Model } from './read.ts';

const TEXT = 'the network draws power; the power of the network is drawn by the switches of it.\n';

/** A model of a few thousand weights drawn by chance: two layers, and heads that share keys. */
export function tinyModel(changes: Partial<DecoderShape> = {}): Model {
  const tokenizer = new Tokenizer(learnMerges([TEXT, TEXT], 270));
  const shape: DecoderShape = {
    layers: 2,
    hidden: 32,
    heads: 4,
    kvHeads: 2,
    headSize: 8,
    feedForward: 64,
    vocabulary: tokenizer.size,
    tied: true,
    ...changes,
  };
  const layout = layOut(shape);
  const stream = createStream('tiny model');
  const weights = Float32Array.from({ length: layout.size }, () => (stream.next() - 0.5) / 4);
  // Scales of the norms stand near one, as in trained models.
  for (const { name, offset, size } of layout.weights)
    if (name.includes('norm'))
      for (let at = offset; at < offset + size; at++) weights[at] = 1 + weights[at]!;
  return { shape, sequence: 64, layout, weights, tokenizer, config: toConfig(shape, 64) };
}

/** A new folder that the end of the test removes, with files in it. */
export function folderOf(files: ReadonlyMap<string, Uint8Array | string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'gigafactory-model-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of files) writeFileSync(join(folder, name), content);
  return folder;
}
