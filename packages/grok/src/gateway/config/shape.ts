import { z } from 'zod';
import { bytes, date, duration, money } from './quantity.ts';

const count = z.number().int().min(1).max(1e12);
const name = z.string().regex(/^[\w.@:/-]{1,200}$/, 'letters, digits and . _ - @ : / only');

/** What only some tiers have, by name. */
const FEATURES = ['news'] as const;

/** A tier's limits, for a key or a person; days and months are of UTC. */
function tier(defaults: TierDefaults) {
  return z
    .strictObject({
      requestsPerMinute: count.default(defaults.requestsPerMinute),
      /** Input and output together. */
      tokensPerMinute: count.default(defaults.tokensPerMinute),
      tokensPerDay: count.default(defaults.tokensPerDay),
      /** Of a person, in chats. */
      questionsPerDay: count.default(defaults.questionsPerDay),
      /** Answers under way at once. */
      parallel: count.default(defaults.parallel),
      moneyPerDay: money.prefault(defaults.moneyPerDay),
      moneyPerMonth: money.prefault(defaults.moneyPerMonth),
      /** Models that it may ask; all if absent. */
      models: z.array(name).optional(),
      /** Upstreams that may be asked for it; all if absent. */
      upstreams: z.array(name).optional(),
      features: z.array(z.enum(FEATURES)).default([...defaults.features]),
    })
    .prefault({});
}

interface TierDefaults {
  readonly requestsPerMinute: number;
  readonly tokensPerMinute: number;
  readonly tokensPerDay: number;
  readonly questionsPerDay: number;
  readonly parallel: number;
  readonly moneyPerDay: string;
  readonly moneyPerMonth: string;
  readonly features: readonly (typeof FEATURES)[number][];
}

const FREE: TierDefaults = {
  ...{ requestsPerMinute: 60, tokensPerMinute: 100_000, tokensPerDay: 1_000_000 },
  ...{ questionsPerDay: 20, parallel: 8, moneyPerDay: '$0', moneyPerMonth: '$0', features: [] },
};
const PREMIUM: TierDefaults = {
  ...{ requestsPerMinute: 600, tokensPerMinute: 2_000_000, tokensPerDay: 20_000_000 },
  ...{ questionsPerDay: 500, parallel: 64, moneyPerDay: '$5', moneyPerMonth: '$50' },
  features: ['news'],
};

const timeouts = z
  .strictObject({
    connect: duration.prefault('5 s'),
    firstToken: duration.prefault('60 s'),
    betweenTokens: duration.prefault('30 s'),
    whole: duration.prefault('10 min'),
  })
  .prefault({});

const breaker = z
  .strictObject({
    /** Failures in a row that open it. */
    failures: count.default(5),
    /** How long nothing is asked then. */
    pause: duration.prefault('10 s'),
  })
  .prefault({});

const upstream = z.strictObject({
  kind: z.enum(['openai', 'vllm', 'llama.cpp', 'xai']),
  /** Up to and with `/v1`; that of xAI is known. */
  url: z.url({ protocol: /^https?$/ }).optional(),
  /** Environment variable that holds its key. */
  keyFrom: z
    .string()
    .regex(/^[A-Za-z_]\w*$/, 'the name of an environment variable')
    .optional(),
  /** Our ids of its models, and its own. */
  models: z.record(name, z.string().min(1)),
  /** Those of our ids that can be given pictures. */
  sees: z.array(name).default([]),
  timeouts,
  /** Further tries of the same upstream before the next one is asked. */
  retries: z.number().int().min(0).max(5).default(1),
  breaker,
});

const price = z.strictObject({
  /** From this day on, until the next entry. */
  from: date,
  /** US dollars per million tokens. */
  input: money,
  output: money,
  /** What holds instead for requests with more input tokens than this. */
  longer: z.strictObject({ than: count, input: money, output: money }).optional(),
  /** Where it was read, and when. */
  source: z.string().min(1),
});

/** Stands before the name of a service, so that no upstream of the file has the same. */
export const SERVICE_PREFIX = 'service/';

/** Services of this machine's control plane; `false` asks none. */
const services = z.union([
  z.literal(false),
  z.strictObject({
    /** Services that are asked; all if absent. */
    only: z.array(z.string().min(1)).optional(),
    timeouts,
    breaker,
  }),
]);

/** `gateway.yaml` of the state folder. */
export const gatewayShape = z.strictObject({
  gateway: z.literal(1),
  upstreams: z.record(z.string().regex(/^[\w.-]{1,60}$/), upstream).default({}),
  services: services.prefault({}),
  /** Which upstreams are asked for a model, the first first; else in the order of the file. */
  routes: z.record(name, z.array(z.string()).min(1)).default({}),
  tiers: z
    .strictObject({
      free: tier(FREE),
      premium: tier(PREMIUM),
    })
    .prefault({}),
  /** What all keys together may spend; needed once anything has a price. */
  site: z.strictObject({ moneyPerDay: money, moneyPerMonth: money }).optional(),
  answer: z
    .strictObject({
      /** Calls of tools since the last question of a person. */
      toolCalls: count.default(8),
      money: money.prefault('$0.50'),
      tokens: count.default(8192),
    })
    .prefault({}),
  prices: z.record(name, z.array(price).min(1)).default({}),
  /** Finished answers in memory, to be fetched again or continued. */
  kept: z
    .strictObject({
      answers: count.default(10_000),
      size: bytes.prefault('64 MB'),
      for: duration.prefault('1 h'),
    })
    .prefault({}),
  /** Largest request. */
  requestSize: bytes.prefault('4 MB'),
  /** The most that is under way at once, of all keys together; what comes then is to come again. */
  underWay: z
    .strictObject({
      answers: count.default(20_000),
      /** Of their requests. */
      size: bytes.prefault('256 MB'),
    })
    .prefault({}),
  /** How long prompts and replies are kept on disk; not at all if absent. */
  retention: duration.optional(),
});

export type GatewayConfig = z.output<typeof gatewayShape>;
export type UpstreamConfig = z.output<typeof upstream>;
export type ServicesConfig = Exclude<GatewayConfig['services'], false>;
export type TierConfig = GatewayConfig['tiers'][keyof GatewayConfig['tiers']];

/** For editors. */
export function gatewaySchema(): Record<string, unknown> {
  return z.toJSONSchema(gatewayShape, { io: 'input' });
}

/** What holds without a file. */
export const DEFAULT_CONFIG: GatewayConfig = gatewayShape.parse({ gateway: 1 });
