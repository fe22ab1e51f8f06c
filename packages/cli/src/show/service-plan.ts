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

/** Everything a person should know before services are started. */
export function showServicePlan(
  { desired, file, folder, host }: ServicePlan,
  paint: Paint,
): string[] {
  const { services, engine } = desired;
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
        ['folder', folder],
      ],
      paint,
    );
  });
}
