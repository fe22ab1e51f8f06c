import type { FactoryServer } from '../../factory/index.ts';

type PresetOf<Kind> = Extract<FactoryServer, { readonly kind: Kind }>;

/** Where a server listens stands in its arguments as these; the engine knows it when it starts one. */
const LISTEN = ['--host', '{host}', '--port', '{port}'];

/**
 * The command line of a server on one node with so many GPUs, one tensor-parallel rank on each. What the file adds
 * comes last, where both servers let it override what is before. Sources: vLLM's `vllm serve` and SGLang's "server
 * arguments" in their documentation, November 2026; neither could be run here.
 */
export function serverCommand(server: FactoryServer, gpus: number): readonly string[] {
  if (server.kind === 'command') return server.command;
  return server.kind === 'vllm' ? vllm(server, gpus) : sglang(server, gpus);
}

function vllm({ model, weights = model, arguments: more }: PresetOf<'vllm'>, gpus: number) {
  const own = ['--served-model-name', model, '--tensor-parallel-size', String(gpus)];
  return ['vllm', 'serve', weights, ...own, ...LISTEN, ...more];
}

function sglang({ model, weights = model, arguments: more }: PresetOf<'sglang'>, gpus: number) {
  const program = ['python3', '-m', 'sglang.launch_server', '--model-path', weights];
  const own = ['--served-model-name', model, '--tp', String(gpus), '--enable-metrics'];
  return [...program, ...own, ...LISTEN, ...(isGrok2(model) ? grok2(weights) : []), ...more];
}

function isGrok2(model: string): boolean {
  return /^(xai-org\/)?grok-2$/.test(model);
}

/** As the model card of xai-org/grok-2 has it, which also asks for eight GPUs of more than 40 GB. */
function grok2(weights: string): readonly string[] {
  const tokenizer = `${weights}/tokenizer.tok.json`;
  return ['--tokenizer-path', tokenizer, '--quantization', 'fp8', '--attention-backend', 'triton'];
}
