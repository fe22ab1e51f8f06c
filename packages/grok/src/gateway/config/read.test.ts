import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { costOf, priceOf } from './prices.ts';
import { readGatewayConfig } from './read.ts';
import { DEFAULT_CONFIG, type GatewayConfig, gatewaySchema } from './shape.ts';

const ROOT = join(import.meta.dirname, '../../../../..');
const NOW = Date.parse('2026-11-30') / 1000;

function read(text: string) {
  return readGatewayConfig(text, 'gateway.yaml', NOW);
}

function problemOf(text: string) {
  const config = read(text);
  return config.ok ? undefined : config.problems[0];
}

function accepted(text: string): GatewayConfig {
  const config = read(text);
  if (!config.ok) throw new Error(JSON.stringify(config.problems));
  return config.value;
}

const UPSTREAM = 'upstreams: { a: { kind: vllm, url: "http://h:1/v1", models: { m: m } } }\n';

describe('a gateway.yaml with a mistake', () => {
  it.each([
    ['gateway: [', 'gateway.yaml', 1, /Flow sequence/],
    ['gateway: 1\ngateway: 1', 'gateway.yaml', 2, /unique/],
    ['gateway: 2', 'gateway.value', 1, /expected 1/],
    ['', 'gateway.value', undefined, /expected/],
    ['gateway: 1\nupstream: {}', 'gateway.unknown', 2, /no key "upstream"/],
    ['gateway: 1\ntiers:\n  free: { requests: 3 }', 'gateway.unknown', 3, /requestsPerMinute/],
    ['gateway: 1\nanswer:\n  money: lots', 'gateway.value', 3, /not a quantity/],
    ['gateway: 1\nanswer:\n  money: 3 s', 'gateway.value', 3, /time/],
    ['gateway: 1\nkept: { for: -1 h }', 'gateway.value', 2, /below 0/],
    ['gateway: 1\nrequestSize: 4', 'gateway.value', 2, /unit/],
    ['gateway: 1\nanswer: { toolCalls: 0 }', 'gateway.value', 2, />=1/],
    ['gateway: 1\nupstreams: { a: { kind: vllm, models: {} } }', 'gateway.url', 2, /needs its url/],
    ['gateway: 1\nupstreams: { a: { kind: vlm, models: {} } }', 'gateway.value', 2, /vllm/],
    [`gateway: 1\n${UPSTREAM}routes: { m: [b] }`, 'gateway.route', 3, /b is no upstream/],
    [`gateway: 1\n${UPSTREAM}routes: { x: [a] }`, 'gateway.route', 3, /that has x/],
    [`gateway: 1\n${UPSTREAM}routes: { m: [constructor] }`, 'gateway.route', 3, /constructor is/],
    [`gateway: 1\n${UPSTREAM}routes: { toString: [a] }`, 'gateway.route', 3, /that has toString/],
    [
      'gateway: 1\nupstreams:\n  a: { kind: xai, models: { constructor: m } }',
      ...(['gateway.price', 3, /no price/] as const),
    ],
    ['gateway: 1\nservices: true', 'gateway.value', 2, /./],
    ['gateway: 1\nservices: { olny: [a] }', 'gateway.unknown', 2, /only, timeouts, breaker/],
    ['gateway: 1\nservices: { breaker: { pause: 3 } }', 'gateway.value', 2, /unit/],
    ['gateway: 1\nservices: false\nroutes: { m: [service/a] }', 'gateway.route', 3, /service/],
    [
      'gateway: 1\nservices: { only: [b] }\nroutes: { m: [service/a] }',
      'gateway.route',
      3,
      /service/,
    ],
    [
      'gateway: 1\nupstreams:\n  a: { kind: xai, models: { m: m } }',
      'gateway.price',
      3,
      /no price/,
    ],
    [
      'gateway: 1\nprices: { m: [{ from: 2026-01-01, input: $1, output: $1, source: s }] }',
      'gateway.site',
      2,
      /budget/,
    ],
    [
      'gateway: 1\nprices: { m: [{ from: soon, input: $1, output: $1, source: s }] }',
      'gateway.value',
      2,
      /./,
    ],
    [
      'gateway: 1\nprices: { m: [{ from: 2026-01-01, input: $1, output: $1 }] }',
      'gateway.value',
      2,
      /./,
    ],
  ])('is told with its line: %j', (text, code, line, words) => {
    const problem = problemOf(text);
    expect([problem?.code, problem?.at?.line]).toEqual([code, line]);
    expect(problem?.message).toMatch(words);
  });

  it('is told the key that was probably meant, and all mistakes at once', () => {
    const config = read('gateway: 1\nupstream: {}\nretension: 3 d\n');
    expect(config).toMatchObject({
      problems: [
        { path: 'upstream', nearest: 'upstreams' },
        { path: 'retension', nearest: 'retention' },
      ],
    });
  });

  it('does not blow up by aliases', () => {
    const lines = ['gateway: 1', 'x0: &x0 [a, a, a, a, a, a, a, a, a]'];
    for (let level = 1; level < 12; level++) {
      lines.push(
        `x${level}: &x${level} [${Array(9)
          .fill(`*x${level - 1}`)
          .join(', ')}]`,
      );
    }
    expect(problemOf(lines.join('\n'))?.code).toBe('gateway.yaml');
  });
});

describe('a gateway.yaml', () => {
  it('may say nothing', () => {
    expect(accepted('gateway: 1')).toEqual(DEFAULT_CONFIG);
    expect(DEFAULT_CONFIG).toMatchObject({
      answer: { toolCalls: 8, money: 0.5 },
      tiers: { free: { moneyPerDay: 0 }, premium: { moneyPerDay: 5 } },
      requestSize: 4e6,
    });
    expect(DEFAULT_CONFIG.retention).toBeUndefined();
  });

  it('is what the documentation shows', () => {
    const page = readFileSync(join(ROOT, 'docs/gateway.md'), 'utf8');
    const [, example = ''] = /```yaml\n(gateway: 1[\s\S]*?)```/.exec(page) ?? [];
    expect(accepted(example)).toMatchObject({
      upstreams: { house: { timeouts: { firstToken: 30, connect: 5 } } },
      tiers: { premium: { moneyPerDay: 2, requestsPerMinute: 600 } },
      site: { moneyPerDay: 20 },
    });
  });

  it('has the schema that editors read; node scripts/write-schema.mjs writes it', () => {
    const written = readFileSync(join(ROOT, 'schema/gateway.schema.json'), 'utf8');
    expect(JSON.parse(written)).toEqual(gatewaySchema());
  });
});

describe('a price', () => {
  const config = accepted(`
gateway: 1
site: { moneyPerDay: $1, moneyPerMonth: $1 }
prices:
  m:
    - { from: 2026-12-01, input: $9, output: $9, source: later }
    - { from: 2026-01-01, input: $2, output: $6, source: now, longer: { than: 1000, input: $4, output: $12 } }
    - { from: 2025-01-01, input: $5, output: $5, source: earlier }
  a/m: [{ from: 2026-01-01, input: $1, output: $1, source: of one }]
`);

  it('is the newest that holds, of the upstream first', () => {
    expect(priceOf(config, 'b', 'm', NOW)).toMatchObject({ input: 2e-6, output: 6e-6 });
    expect(priceOf(config, 'a', 'm', NOW)).toEqual({ input: 1e-6, output: 1e-6 });
    expect(priceOf(config, 'b', 'm', NOW + 2 * 86_400).input).toBeCloseTo(9e-6);
    expect(priceOf(config, 'b', 'm', 0)).toEqual({ input: 0, output: 0 });
  });

  it('is another for all tokens of a long request', () => {
    const price = priceOf(config, 'b', 'm', NOW);
    expect(costOf(price, 1000, 10)).toBeCloseTo(1000 * 2e-6 + 10 * 6e-6, 12);
    expect(costOf(price, 1001, 10)).toBeCloseTo(1001 * 4e-6 + 10 * 12e-6, 12);
  });
});
