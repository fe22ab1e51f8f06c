import { Fragment } from 'react';
import type { SitePower } from '../../api/types.ts';
import { Figure } from '../../explain/Figure.tsx';
import { Quantity, Shown } from '../../ui/Quantity.tsx';
import { Table } from '../../ui/Table.tsx';
import { type Repeat, tellStretches } from './stretches.ts';
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
          cell: ({ duration }) => <Quantity value={duration} unit="s" />,
        },
        {
          key: 'power',
          head: 'Site power',
          align: 'end',
          cell: ({ phase, from, to }) =>
            LEVELS[phase] ? (
              <Figure path={`sitePower.${run}.power.${LEVELS[phase]}`} />
            ) : (
              <>
                <Quantity value={from} unit="MW" part="from" /> to{' '}
                <Quantity value={to} unit="MW" part="to" />
              </>
            ),
        },
      ]}
    />
  );
}

/** What happens when in the trace. */
export function RunPhases({ traced }: { readonly traced: SitePower }) {
  return (
    <Table<Repeat>
      caption="What happens in the trace"
      rows={tellStretches(traced)}
      rowKey={({ start }) => String(start)}
      narrow="scroll"
      columns={[
        {
          key: 'phase',
          head: 'In the trace',
          cell: ({ parts, count }) =>
            `${parts.map(({ phase }) => RUN_WORDS[phase]).join(', then ')}${count > 1 ? `, ${count} times` : ''}`,
        },
        {
          key: 'from',
          head: 'From',
          align: 'end',
          cell: ({ start }) => (
            <Shown value={start} unit="s">
              {showMoment(start)}
            </Shown>
          ),
        },
        {
          key: 'time',
          head: 'For',
          align: 'end',
          cell: ({ parts }) =>
            parts.map(({ phase, duration }, index) => (
              <Fragment key={phase}>
                {index > 0 ? ', ' : ''}
                <Quantity value={duration} unit="s" />
              </Fragment>
            )),
        },
        {
          key: 'power',
          head: 'Site power',
          align: 'end',
          cell: ({ parts }) => <PowerOf run={traced.run} parts={parts} />,
        },
      ]}
    />
  );
}

function PowerOf({ run, parts }: { readonly run: string; readonly parts: readonly Stretch[] }) {
  return parts.map(({ phase }, index) => (
    <Fragment key={phase}>
      {index > 0 ? ', ' : ''}
      {LEVELS[phase] ? <Figure path={`sitePower.${run}.power.${LEVELS[phase]}`} /> : 'steps'}
    </Fragment>
  ));
}
