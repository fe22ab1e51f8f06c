import { type Strategy, shortenStrategy, strategyInWords } from '@gigafactory/core/api';
import type { ReactNode } from 'react';
import type { CandidateReport } from '../../api/types.ts';
import { useParam } from '../../state/location.ts';
import { Button } from '../../ui/Button.tsx';
import { Chip } from '../../ui/Chip.tsx';
import { Quantity } from '../../ui/Quantity.tsx';
import { type Column, Table } from '../../ui/Table.tsx';
import { sameStrategy, strategyText } from './strategy.ts';
import styles from './TrainingPage.module.css';

type Candidate = CandidateReport['top'][number];

interface Props {
  readonly report: CandidateReport;
  readonly chosen: Strategy;
  readonly pinned: boolean;
  readonly onPin: (strategy: Strategy) => void;
  readonly onLook: (candidate: Candidate | undefined) => void;
}

const LISTS = [
  { name: undefined, label: 'Fastest' },
  { name: 'front', label: 'Pareto front' },
] as const;

/** The best strategies in numbers, or those of the front: the scatter as a table. */
export function StrategyTable({ report, chosen, pinned, onPin, onLook }: Props) {
  const [list, setList] = useParam('list', { replace: true });
  const isFront = list === 'front';
  const pin: Column<Candidate> = {
    key: 'pin',
    head: 'Pin',
    hideHead: true,
    align: 'end',
    cell: (row) =>
      sameStrategy(row.strategy, chosen) ? (
        <Chip tone="accent">{pinned ? 'pinned' : 'chosen'}</Chip>
      ) : (
        <PinButton row={row} onPin={onPin} onLook={onLook} />
      ),
  };
  return (
    <div className={styles.lists} onPointerLeave={() => onLook(undefined)}>
      <fieldset className={styles.runs} aria-label="Strategies listed">
        {LISTS.map(({ name, label }) => (
          <Button
            key={label}
            look={isFront === (name === 'front') ? 'primary' : 'plain'}
            aria-pressed={isFront === (name === 'front')}
            onClick={() => setList(name)}
          >
            {label}
          </Button>
        ))}
      </fieldset>
      <div className={styles.strategies}>
        <Table
          caption={isFront ? 'Strategies on the Pareto front' : 'The fastest strategies that fit'}
          columns={[...figureColumns(report.best.stepTime), pin]}
          rows={isFront ? report.front : report.top}
          rowKey={(row) => `${strategyText(row.strategy)} ${row.strategy.dp}`}
          narrow="scroll"
        />
      </div>
    </div>
  );
}

/** A strategy and its figures; `best` is the fastest one's step time, s. */
function figureColumns(best: number): Column<Candidate>[] {
  const share = (value: number) => <Quantity value={value} unit="%" digits={2} />;
  const figure = (key: string, head: string, show: (row: Candidate) => ReactNode) =>
    ({ key, head, align: 'end', cell: show }) as const;
  return [
    {
      key: 'strategy',
      head: 'Strategy',
      cell: ({ strategy }) => (
        <span data-tip={strategyInWords(strategy)}>{shortenStrategy(strategy)}</span>
      ),
    },
    figure('step', 'Step time', ({ stepTime }) => <Quantity value={stepTime} unit="s" />),
    figure('slower', 'Slower', ({ stepTime }) =>
      stepTime > best ? <>+{share(stepTime / best - 1)}</> : '–',
    ),
    figure('mfu', 'MFU', ({ mfu }) => <Quantity value={mfu} unit="%" />),
    figure('memory', 'Memory', ({ memory }) => <Quantity value={memory.total} unit="GB" />),
    figure('bubble', 'Bubble', ({ step, stepTime }) => share(step.bubble / stepTime)),
  ];
}

type PinButtonProps = Pick<Props, 'onPin' | 'onLook'> & { readonly row: Candidate };

function PinButton({ row, onPin, onLook }: PinButtonProps) {
  return (
    <Button
      look="quiet"
      aria-label={`Pin ${shortenStrategy(row.strategy)}`}
      onClick={() => onPin(row.strategy)}
      onFocus={() => onLook(row)}
      onPointerEnter={() => onLook(row)}
    >
      Pin
    </Button>
  );
}
