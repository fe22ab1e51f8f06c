import type { RandomStream } from '@gigafactory/core/base';
import type { View } from '../see/view.ts';
import { isLikely, pick } from './chance.ts';

const FAMILIES =
  'orion atlas titan nova aurora phoenix zephyr kepler hermes apollo vega lyra draco falcon raven condor heron kestrel osprey gemini cygnus helios selene triton nereid europa callisto ganymede oberon ariel puck juno vesta ceres pallas hygiea eros ida mistral sirocco bora tramontane chinook monsoon tundra taiga savanna prairie delta summit everest fuji olympus elbrus denali eiger granite basalt quartz opal topaz onyx jasper amber cobalt argon xenon krypton neon radon helium lithium boron carbon merlin gandalf frodo arwen odin thor loki freya baldur tyr anubis osiris isis horus ra athena hera zeus artemis minerva jupiter llama gemma olmo qwen falcon palm bloom opt grok deepseek kimi glm ernie yi baichuan starcoder coder vision speech omni mini nano tiny micro large giga mega ultra pro max lite turbo flash sage oracle pythia sphinx wizard scout maverick behemoth'.split(
    ' ',
  );
const PURPOSES =
  'pretrain pretraining finetune fine-tune sft dpo rlhf rl midtrain anneal cooldown distill ablation baseline main side eval long-context code math vision multimodal reasoning instruct chat base reward tune warmup continue extend post-train alignment'.split(
    ' ',
  );
const TASKS =
  'switchgear cooling building nodes commissioning permits grid substation foundations roof shell racks cabling network burn-in delivery chillers generators transformer transformers ups civil-works steelwork fit-out power-on acceptance security fibre piping pumps liquid-cooling install installation site-prep land approvals turbines battery ramp-up testing inspection concrete earthworks hvac plumbing wiring'.split(
    ' ',
  );
const SERVICES =
  'assistant chat api search coder support embeddings ranker moderation voice translator copilot inference playground batch agent bot helpdesk recommender summariser captioner tutor serving frontend answers'.split(
    ' ',
  );
const REFERENCES =
  'largest-competitor grok-2-gpus budget grid-limit substation old-cluster last-year first-round board-limit rival target previous-site lease-limit baseline-cluster meta-cluster press-claim funding contract cap water-permit neighbour'.split(
    ' ',
  );

function sizeOf(stream: RandomStream): string {
  return pick(stream, [
    '1b',
    '3b',
    '7b',
    '8b',
    '13b',
    '32b',
    '34b',
    '70b',
    '120b',
    '175b',
    '236b',
    '405b',
    '671b',
    '1t',
    '2t',
    '30b',
    '0.5b',
    '14b',
    '22b',
    '27b',
  ]);
}

function modelName(stream: RandomStream): string {
  const family = pick(stream, FAMILIES);
  const version = pick(stream, [
    '',
    '',
    `-${1 + stream.integer(9)}`,
    String(1 + stream.integer(9)),
    `-${1 + stream.integer(4)}.5`,
    '-v2',
    '-x',
    '-next',
    '-xl',
    '-moe',
  ]);
  const size = isLikely(stream, 0.45) ? `-${sizeOf(stream)}` : '';
  const name = `${family}${version}${size}`;
  return isLikely(stream, 0.1) ? name.replaceAll('-', '_') : name;
}

function runName(stream: RandomStream, model: string): string {
  const style = stream.next();
  if (style < 0.3) return model;
  if (style < 0.5) return pick(stream, PURPOSES);
  if (style < 0.65) return `${pick(stream, PURPOSES)}-${pick(stream, FAMILIES)}`;
  if (style < 0.8) return `${model}-${pick(stream, PURPOSES)}`;
  if (style < 0.9) return `${pick(stream, PURPOSES)}-${1 + stream.integer(5)}`;
  return pick(stream, FAMILIES);
}

function several(stream: RandomStream, names: readonly string[], most: number): string[] {
  return [...new Set(Array.from({ length: stream.integer(most + 1) }, () => pick(stream, names)))];
}

/** A file that does not exist: names of its own, and the figures of `labels`, whose path begins with its first run and model. */
export function inventView(stream: RandomStream, patterns: ReadonlyMap<string, string>): View {
  const models = [
    ...new Set(Array.from({ length: 1 + stream.integer(3) }, () => modelName(stream))),
  ];
  const runs = new Map<string, string>();
  for (let count = 1 + stream.integer(3); count > 0; count--) {
    const model = pick(stream, models);
    runs.set(runName(stream, model), model);
  }
  const view: View = {
    runs: [...runs].map(([name, model]) => ({ name, model })),
    models,
    tasks: several(stream, TASKS, 6),
    services: several(stream, SERVICES, 2).filter((name) => !runs.has(name)),
    references: several(stream, REFERENCES, 2),
    labels: patterns,
  };
  return view;
}
