// Written by scripts/import-models.mjs; change the table it reads, not this file.
/** Models of which runs were published, but not enough of the shape to compute with. */
export const MODELS_WITHOUT_ARCHITECTURE: Readonly<
  Record<string, { readonly label: string; readonly reason: string }>
> = {
  'mscalemoe-352b': {
    label: 'MegaScale-MoE 352B',
    reason: 'the number of layers and their width are not published',
  },
  'llama4-behemoth': {
    label: 'Llama 4 Behemoth',
    reason: 'the number of layers and their width are not published',
  },
  'nemotron3-nano': {
    label: 'Nemotron 3 Nano 30B-A3B',
    reason:
      'mixes state-space or delta-net layers with attention, which a plain decoder cannot describe',
  },
  'nemotron3-super': {
    label: 'Nemotron 3 Super 120B-A12B',
    reason:
      'mixes state-space or delta-net layers with attention, which a plain decoder cannot describe',
  },
  'nemotron3-ultra': {
    label: 'Nemotron 3 Ultra 550B',
    reason:
      'mixes state-space or delta-net layers with attention, which a plain decoder cannot describe',
  },
  'nemotron35-lightning': {
    label: 'Nemotron 3.5 Lightning 30B-A3B',
    reason:
      'mixes state-space or delta-net layers with attention, which a plain decoder cannot describe',
  },
  'deepseek-v4-flash': {
    label: 'DeepSeek-V4 Flash',
    reason: 'the number of layers and their width are not published',
  },
  'qwen3-next-80b': {
    label: 'Qwen3-Next 80B-A3B',
    reason:
      'mixes state-space or delta-net layers with attention, which a plain decoder cannot describe',
  },
  grok3: { label: 'Grok-3', reason: 'the number of layers and their width are not published' },
};
