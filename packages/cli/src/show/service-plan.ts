import type { DesiredServices } from '@gigafactory/core/api';
import { amount } from '../text/amount.ts';
import { facts } from '../text/facts.ts';
import type { Paint } from '../text/paint.ts';
import { quoted } from '../text/set-options.ts';
import { showTarget } from './run-plan.ts';

interface ServicePlan {
  readonly desired: DesiredServices;
  /** The factory file, as it was typed. */
  readonly file: string;
  readonly folder: string;
  readonly host: string;
}

const UNTRIED = {
  vllm: 'was not run against a real vLLM: command line, /health and /metrics are as documented',
  sglang: 'was not run against a real SGLang: command line, /health and /metrics are as documented',
  command: undefined,
} as const;

/** With what something shares its nodes, and who gives way to whom. */
export function showSharing(
  { services, runs }: Pick<DesiredServices, 'services' | 'runs'>,
  own: string,
): (readonly [string, string])[] {
  if (runs.length === 0) return [];
  const all = [
    ...runs.map(({ name, supervisor }) => ({ name, priority: supervisor.runs[0]!.priority })),
    ...services,
  ];
  const mine = all.find(({ name }) => name === own)?.priority ?? 0;
  const others = all.filter(({ name }) => name !== own);
  const names = (found: typeof others) => found.map(({ name }) => name).join(', ');
  const above = others.filter(({ priority }) => priority > mine);
  const below = others.filter(({ priority }) => priority < mine);
  const words = [
    ...(below.length > 0 ? [`it takes nodes from ${names(below)} when it lacks some`] : []),
    ...(above.length > 0 ? [`it saves or drains and gives way to ${names(above)}`] : []),
  ];
  const how = words.length === 0 ? 'none gives way to another' : words.join('; ');
  return [['shares', `its nodes with ${names(others)}: ${how}`]];
}

/** Everything a person should know before services are started. */
export function showServicePlan(
  { desired, file, folder, host }: ServicePlan,
  paint: Paint,
): string[] {
  const { engine, asked } = desired;
  const services = desired.services.filter(({ name }) => asked.includes(name));
  return services.flatMap(({ name, kind, model, priority, scaling, nodesPerReplica, command }) => {
    const { least, most, queue, kvUse } = scaling;
    const many =
      least === most
        ? `${amount(most, '1')}`
        : `${least} to ${most}, by queue (${queue} a replica) and KV cache (${kvUse})`;
    const untried = UNTRIED[kind];
    return facts(
      `Service ${name} of ${file}`,
      [
        ['model', model],
        ['replicas', `${many}; each of ${amount(nodesPerReplica, 'node')}, priority ${priority}`],
        ['program', command.map(quoted).join(' ')],
        ...(untried === undefined ? [] : [['untried', untried] as const]),
        ['runs on', showTarget(engine, host)],
        ...showSharing(desired, name),
        ['folder', folder],
      ],
      paint,
    );
  });
}
