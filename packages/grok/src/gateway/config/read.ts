import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  failed,
  nearestName,
  ok,
  type Place,
  type Problem,
  type Result,
} from '@gigafactory/core/base';
import { type Document, isMap, isScalar, LineCounter, type Node, parseDocument } from 'yaml';
import { type $ZodIssue, type $ZodType, toJSONSchema } from 'zod/v4/core';
import { ownOf } from './own.ts';
import { DEFAULT_CONFIG, type GatewayConfig, gatewayShape, SERVICE_PREFIX } from './shape.ts';

/** In the state folder. */
export const GATEWAY_FILE = 'gateway.yaml';

/** The configuration of a state folder; the defaults if it has none. Codes as of `readGatewayConfig`. */
export function readConfigOf(home: string, now: number): Result<GatewayConfig> {
  const path = join(home, GATEWAY_FILE);
  if (!existsSync(path)) return ok(DEFAULT_CONFIG);
  return readGatewayConfig(readFileSync(path, 'utf8'), path, now);
}

type Path = readonly PropertyKey[];

/**
 * Reads `gateway.yaml`. All mistakes are told at once, each with its line. Codes: `gateway.yaml`, `gateway.unknown`,
 * `gateway.value`, `gateway.url`, `gateway.route`, `gateway.price`, `gateway.sees`, `gateway.site`.
 *
 * @param file its name, for the places
 * @param now s since 1970, for which the prices must hold
 */
export function readGatewayConfig(text: string, file: string, now: number): Result<GatewayConfig> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col, file };
  };
  if (document.errors.length > 0) {
    return failed(
      ...document.errors.map(({ message, pos }) => ({
        code: 'gateway.yaml',
        message: message.split('\n')[0]!.replace(/ at line \d+.*$/, '.'),
        at: at(pos[0]),
      })),
    );
  }
  const placeOf = (path: Path): Place | undefined => {
    const offset = offsetOf(document.contents, path);
    return offset === undefined ? undefined : at(offset);
  };
  const problem = (code: string, path: Path, message: string, more: Partial<Problem> = {}) => {
    const place = placeOf(path);
    return { code, message, path: path.join('.'), ...(place ? { at: place } : {}), ...more };
  };
  const value = readValue(document);
  if (!value.ok) return value;
  const read = gatewayShape.safeParse(value.value);
  if (!read.success) return failed(...read.error.issues.flatMap((issue) => told(issue, problem)));
  const further = checkLinks(read.data, now).map(([code, path, message]) =>
    problem(code, path, message),
  );
  return further.length > 0 ? failed(...further) : ok(read.data);
}

/** A text of a few lines can say by aliases what fills all memory. */
function readValue(document: Document): Result<unknown> {
  try {
    return ok(document.toJS({ maxAliasCount: MOST_ALIASES }));
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    return failed({ code: 'gateway.yaml', message: `${error.message}.` });
  }
}

const MOST_ALIASES = 100;

type Tell = (code: string, path: Path, message: string, more?: Partial<Problem>) => Problem;

function told(given: $ZodIssue, problem: Tell): Problem[] {
  const issue = unwrapped(given);
  if (issue.code !== 'unrecognized_keys') {
    return [problem('gateway.value', issue.path, `${issue.message}.`.replace(/\.\.$/, '.'))];
  }
  const known = keysAt(gatewayShape, issue.path);
  return issue.keys.map((key) => {
    const nearest = nearestName(key, known);
    const message = `There is no key "${key}" here; there are ${known.join(', ')}.`;
    return problem('gateway.unknown', [...issue.path, key], message, nearest ? { nearest } : {});
  });
}

/** Of a value that fits none of several shapes, the unknown key that the nearest one has, if that is all. */
function unwrapped(issue: $ZodIssue): $ZodIssue {
  if (issue.code !== 'invalid_union') return issue;
  const inside = issue.errors.flat();
  const told = inside.find(({ code, path }) => code === 'unrecognized_keys' || path.length > 0);
  return told ? { ...told, path: [...issue.path, ...told.path] } : issue;
}

interface Schema {
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
}

/** The keys that stand at a path. */
function keysAt(shape: $ZodType, path: Path): readonly string[] {
  let schema: Schema | undefined = toJSONSchema(shape, { io: 'input' }) as Schema;
  for (const step of path) {
    const further: Schema | boolean | undefined =
      schema?.properties?.[String(step)] ?? schema?.items ?? schema?.additionalProperties;
    const found: Schema | undefined = typeof further === 'object' ? further : undefined;
    schema = found?.anyOf?.find(({ properties }) => properties) ?? found;
  }
  return Object.keys(schema?.properties ?? {});
}

type Fault = readonly [code: string, path: Path, message: string];

/** What no single value shows: names that lead nowhere, prices that are missing. */
function checkLinks(config: GatewayConfig, now: number): Fault[] {
  const { upstreams, routes, prices, site } = config;
  const faults: Fault[] = [];
  for (const [name, { kind, url, models, sees }] of Object.entries(upstreams)) {
    const path = ['upstreams', name] as const;
    if (kind !== 'xai' && url === undefined) {
      faults.push([
        'gateway.url',
        path,
        `The upstream ${name} needs its url, such as http://127.0.0.1:8000/v1.`,
      ]);
    }
    for (const [index, id] of sees.entries()) {
      if (ownOf(models, id) !== undefined) continue;
      const known = Object.keys(models).join(', ');
      const message = `${name} has no model ${id} that could see; it has ${known}.`;
      faults.push(['gateway.sees', [...path, 'sees', index], message]);
    }
    if (kind === 'vllm' || kind === 'llama.cpp') continue;
    for (const model of Object.keys(models)) {
      const entries = ownOf(prices, `${name}/${model}`) ?? ownOf(prices, model);
      if (entries?.some(({ from }) => from <= now)) continue;
      const message = `${model} of ${name} has no price today: write prices.${model}, $0 if it is free, with its source.`;
      faults.push(['gateway.price', [...path, 'models', model], message]);
    }
  }
  for (const [model, names] of Object.entries(routes)) {
    for (const [index, name] of names.entries()) {
      if (ownOf(ownOf(upstreams, name)?.models ?? {}, model) !== undefined) continue;
      if (isServiceAsked(name, config)) continue;
      const message = `${name} is no upstream of this file that has ${model}, and no service that is asked.`;
      faults.push(['gateway.route', ['routes', model, index], message]);
    }
  }
  if (!site && hasPrices(config)) {
    const message =
      'Something has a price, so the site needs a budget: site: { moneyPerDay: $20, moneyPerMonth: $200 }.';
    faults.push(['gateway.site', ['prices'], message]);
  }
  return faults;
}

/** Services come and go: whether one of that name will ever be there is not known here. */
function isServiceAsked(name: string, { services }: GatewayConfig): boolean {
  if (services === false || !name.startsWith(SERVICE_PREFIX)) return false;
  const service = name.slice(SERVICE_PREFIX.length);
  return services.only?.includes(service) ?? service !== '';
}

function hasPrices({ prices }: GatewayConfig): boolean {
  return Object.values(prices).some((entries) =>
    entries.some(({ input, output }) => input > 0 || output > 0),
  );
}

/** Where the value of a path stands, or the nearest thing around it. */
function offsetOf(root: Node | null, path: Path): number | undefined {
  let node: unknown = root;
  let offset = root?.range?.[0];
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find(
        ({ key }) => isScalar(key) && String(key.value) === String(step),
      );
      if (!pair) return offset;
      if (isScalar(pair.key)) offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    } else if (typeof node === 'object' && node !== null && 'items' in node) {
      const items: unknown = node.items;
      node = Array.isArray(items) ? items[Number(step)] : undefined;
      offset = (node as Node | undefined)?.range?.[0] ?? offset;
    } else return offset;
  }
  return offset;
}
