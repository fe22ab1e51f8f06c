#!/usr/bin/env node
// Writes packages/core/src/facts/models/{gpt,megatron,llama,suites,open,moe}.ts and missing.ts from a CSV of model
// architectures (columns: key, model, params_b, active_params_b, layers, hidden, ffn_hidden, heads,
// kv_heads, head_dim, vocab, native_seq_len, gated_mlp, tied_embeddings, attention, experts, topk,
// shared_expert_ffn, moe_ffn, first_dense_layers, source, source_quality, notes).
//
//   node scripts/import-models.mjs models.csv && npx biome check --write packages/core/src/facts
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), '../packages/core/src/facts/models');
const UNVERIFIED =
  'no primary source was read: the shape as generally reported, whose parameters add up to the published number';
// The shapes of latent attention stand in the papers, not in the table.
const MLA = { qLoraRank: 1536, kvLoraRank: 512, ropeHeadDim: 64, vHeadDim: 128 };
// Dense MLPs beside the experts, which every token visits: as one shared expert. With them the
// published totals and active counts come out (Grok-2 270B and 115B, Arctic 480B and 17B).
/** @type {Readonly<Record<string, string>>} */
const DENSE_BESIDE_EXPERTS = { grok2: '32768', arctic: '7168' };
const COLUMNS = /** @type {const} */ ([
  ...['key', 'model', 'params_b', 'active_params_b', 'layers', 'hidden', 'ffn_hidden', 'heads'],
  ...['kv_heads', 'head_dim', 'vocab', 'native_seq_len', 'gated_mlp', 'tied_embeddings'],
  ...['attention', 'experts', 'topk', 'shared_expert_ffn', 'moe_ffn', 'first_dense_layers'],
  ...['source', 'source_quality', 'notes'],
]);
const HYBRID =
  'mixes state-space or delta-net layers with attention, which a plain decoder cannot describe';

/** @typedef {(typeof COLUMNS)[number]} Column */
/** @typedef {Record<Column, string>} Row */

const file = process.argv[2];
if (!file) throw new Error('usage: node scripts/import-models.mjs models.csv');
const rows = readCsv(readFileSync(file, 'utf8'));
/** @type {Record<ReturnType<typeof familyOf>, Row[]>} */
const families = { gpt: [], megatron: [], llama: [], suites: [], open: [], moe: [] };
/** @type {[key: string, label: string, reason: string][]} */
const missing = [];
for (const row of rows) {
  const why = whyMissing(row);
  if (why) missing.push([row.key, row.model, why]);
  else families[familyOf(row)].push(row);
}
for (const [family, members] of Object.entries(families)) writeFamily(family, members);
writeMissing();

/** @param {string} text @returns {Row[]} */
function readCsv(text) {
  const [header = [], ...records] = text.trim().split(/\r?\n/).map(readRecord);
  const absent = COLUMNS.filter((name) => !header.includes(name));
  if (absent.length > 0) throw new Error(`the table has no column ${absent.join(', ')}`);
  return records.map((record) => {
    const cell = (/** @type {Column} */ name) => record[header.indexOf(name)] ?? '';
    const cells = COLUMNS.map((name) => [name, cell(name)]);
    return /** @type {Row} */ (Object.fromEntries(cells));
  });
}

/** @param {string} line */
function readRecord(line) {
  return [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)]
    .map(([, cell = '']) => (cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell))
    .slice(0, line.endsWith(',') ? undefined : -1);
}

/** @param {Row} row */
function whyMissing(row) {
  if (row.attention.startsWith('hybrid')) return HYBRID;
  if (!row.layers || !row.hidden) return 'the number of layers and their width are not published';
  return undefined;
}

/** @param {Row} row */
function familyOf({ key, experts }) {
  if (experts) return 'moe';
  if (/^(gpt3|mscale|mtnlg|opt|bloom)-/.test(key)) return 'gpt';
  if (/^(meg|mh)-/.test(key)) return 'megatron';
  if (/^(mpt|pythia)-/.test(key)) return 'suites';
  return /^llama/.test(key) ? 'llama' : 'open';
}

/** @param {string} family @param {readonly Row[]} members */
function writeFamily(family, members) {
  const lines = members.map((row) => `  ${quote(row.key)}: ${decoder(row)},`);
  write(
    family,
    `import { decoder, type ModelSpec } from './spec.ts';

export const ${family.toUpperCase()}_MODELS: Readonly<Record<string, ModelSpec>> = {
${lines.join('\n')}
};
`,
  );
}

function writeMissing() {
  const lines = missing.map(
    ([key, label, reason]) =>
      `  ${quote(key)}: { label: ${quote(label)}, reason: ${quote(reason)} },`,
  );
  write(
    'missing',
    `/** Models of which runs were published, but not enough of the shape to compute with. */
export const MODELS_WITHOUT_ARCHITECTURE: Readonly<
  Record<string, { readonly label: string; readonly reason: string }>
> = {
${lines.join('\n')}
};
`,
  );
}

/** @param {string} name @param {string} text */
function write(name, text) {
  const head =
    '// Written by scripts/import-models.mjs; change the table it reads, not this file.\n';
  writeFileSync(join(FOLDER, `${name}.ts`), head + text);
}

/** @param {Row} row */
function decoder(row) {
  const parts = [quote(row.model), trunk(row), heads(row), origin(row)];
  if (row.experts) parts.push(experts(row));
  return `decoder(${parts.join(', ')})`;
}

/** @param {Row} row */
function trunk(row) {
  return object({
    layers: number(row.layers),
    hidden: number(row.hidden),
    ffn: number(row.ffn_hidden),
    vocab: number(row.vocab),
    nativeSeqLen: number(row.native_seq_len),
    gatedMlp: row.gated_mlp === '1' || undefined,
    tiedEmbeddings: isTied(row) || undefined,
  });
}

/**
 * GPT-3 style ties them; the Megatron-Core table's counts fit untied ones only.
 *
 * @param {Pick<Row, 'key' | 'tied_embeddings'>} row
 */
function isTied({ key, tied_embeddings: tied }) {
  return tied === '' ? key.startsWith('mscale') : tied === '1';
}

/** @param {Row} row */
function heads(row) {
  return object({
    attention: quote(row.attention),
    heads: number(row.heads),
    kvHeads: number(row.kv_heads),
    headDim: number(row.head_dim),
    mla: row.attention === 'mla' ? object(MLA) : undefined,
    window: row.attention === 'gqa-swa' ? windowOf(row.notes) : undefined,
  });
}

/** Models that alternate full layers with windows say in words how wide these are. @param {string} notes */
function windowOf(notes) {
  return /(\d+)-token sliding/.exec(notes)?.[1];
}

/** @param {Row} row */
function experts(row) {
  const every = /MoE every (\d)/.exec(row.notes)?.[1];
  return object({
    experts: number(row.experts),
    topK: number(row.topk),
    moeFfn: number(row.moe_ffn),
    sharedExpertFfn: number(DENSE_BESIDE_EXPERTS[row.key] ?? (row.shared_expert_ffn || '0')),
    firstDenseLayers: number(row.first_dense_layers || '0'),
    moeEvery: every,
  });
}

/** @param {Row} row */
function origin(row) {
  const verified = row.source_quality !== 'memory';
  const provenance = verified
    ? row.source.startsWith('arXiv')
      ? 'paper'
      : 'datasheet'
    : 'assumed';
  const reason = [verified ? '' : UNVERIFIED, remark(row)].filter(Boolean).join('; ');
  return object({
    provenance: quote(provenance),
    source: sourceOf(row.source),
    reason: reason ? quote(reason) : undefined,
    params: row.params_b ? `${row.params_b}e9` : undefined,
    activeParams: row.active_params_b ? `${row.active_params_b}e9` : undefined,
  });
}

/** @param {Row} row */
function remark({ key, notes, tied_embeddings: tied, attention }) {
  const said = notes
    .replaceAll(/head counts from memory of Table 1.*/g, 'head counts are those of Table 1')
    .replaceAll(
      /;? ?(Epoch AI training-compute.*|No measured throughput|no published throughput.*)/gi,
      '',
    )
    .replaceAll(/\(memory\)\.?/g, '')
    .trim();
  const untold =
    tied === '' &&
    `whether embeddings are tied is not printed: ${isTied({ key, tied_embeddings: tied }) ? 'tied, as in GPT-3' : 'untied, which fits the count'}`;
  const latent =
    attention === 'mla' && 'latent attention as in arXiv:2405.04434 and arXiv:2412.19437';
  const dense =
    key in DENSE_BESIDE_EXPERTS && 'the dense MLP beside the experts is written as a shared expert';
  return [said, untold, latent, dense].filter(Boolean).join('; ');
}

/** `owner/repo:path`, `arXiv:1234.56789 Table 1` or words. @param {string} text */
function sourceOf(text) {
  const clean = text.replace(/ ?\((memory|secondary)\)/g, '').replace(/ config \(memory\)/, '');
  const repo = /^([\w.-]+\/[\w.-]+):(.+)$/.exec(clean);
  if (repo) {
    const [, name = '', locator = ''] = repo;
    return object({
      title: quote(name),
      locator: quote(locator),
      url: quote(`https://github.com/${name}`),
    });
  }
  const paper = /^arXiv:(\d+\.\d+),? ?(.*)$/.exec(clean);
  if (paper) {
    const [, id, locator] = paper;
    return object({
      title: quote(`arXiv:${id}`),
      locator: locator ? quote(locator) : undefined,
      url: quote(`https://arxiv.org/abs/${id}`),
    });
  }
  return object({ title: quote(clean.replace(/^HF config/, 'Hugging Face configuration')) });
}

/** @param {Readonly<Record<string, string | number | boolean | undefined>>} fields */
function object(fields) {
  const pairs = Object.entries(fields).filter(([, value]) => value !== undefined);
  return `{ ${pairs.map(([name, value]) => `${name}: ${value}`).join(', ')} }`;
}

/** @param {string} text */
function number(text) {
  if (!/^\d+$/.test(text)) throw new Error(`not a count: "${text}"`);
  return text;
}

/** @param {string} text */
function quote(text) {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
