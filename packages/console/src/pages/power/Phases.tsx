import { showQuantity } from '@gigafactory/core/base';
import type { SitePower } from '../../api/types.ts';
import { Figure } from '../../explain/Figure.tsx';
import { Table } from '../../ui/Table.tsx';
import { RUN_WORDS, STEP_WORDS, showMoment } from './words.ts';

type StepPart = SitePower['step'][number];
type Stretch = SitePower['stretches'][number];

/** Note of the power of a phase, if its power is constant. */
const LEVELS: Partial<Record<StepPart['phase'] | Stretch['phase'], string>> = {
  compute: 'compute',
  communicate: 'communicate',
  optimizer: 'optimizer',
  checkpoint: 'checkpoint',
  hang: 'wait',
  idle: 'idle',
  restart: 'restart',
};

/** The parts of a step with the power of the site in each. */
export function StepPhases({ traced: { run, step } }: { readonly traced: SitePower }) {
  return (
    <Table<StepPart>
      caption="Site power in a step"
      rows={step}
      rowKey={({ phase }) => phase}
      narrow="scroll"
      columns={[
        { key: 'phase', head: 'In a step', cell: ({ phase }) => STEP_WORDS[phase] },
        {
          key: 'time',
          head: 'Time',
          align: 'end',
          cell: ({ duration }) => showQuantity(duration, 's'),
        },
        {
          key: 'power',
          head: 'Site power',
          align: 'end',
          cell: ({ phase, from, to }) =>
            LEVELS[phase] ? (
              <Figure path={`sitePower.${run}.power.${LEVELS[phase]}`} />
            ) : (
              `${showQuantity(from, 'MW')} to ${showQuantity(to, 'MW')}`
            ),
        },
      ]}
    />
  );
}

/** What happens when in the trace. */
export function RunPhases({ traced: { run, stretches } }: { readonly traced: SitePower }) {
  return (
    <Table<Stretch>
      caption="What happens in the trace"
      rows={stretches}
      rowKey={({ start }) => String(start)}
      narrow="scroll"
      columns={[
        { key: 'phase', head: 'In the trace', cell: ({ phase }) => RUN_WORDS[phase] },
        { key: 'from', head: 'From', align: 'end', cell: ({ start }) => showMoment(start) },
        {
          key: 'time',
          head: 'For',
          align: 'end',
          cell: ({ duration }) => showQuantity(duration, 's'),
        },
        {
          key: 'power',
          head: 'Site power',
          align: 'end',
          cell: ({ phase }) =>
            LEVELS[phase] ? <Figure path={`sitePower.${run}.power.${LEVELS[phase]}`} /> : 'steps',
        },
      ]}
    />
  );
}
