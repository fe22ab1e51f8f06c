import { type Strategy, strategyAt, strategyInWords } from '@gigafactory/core/api';
import { showQuantity } from '@gigafactory/core/base';
import { useState } from 'react';
import { latest, useAsk } from '../../api/client.ts';
import type { CandidateReport, TrainingPlan } from '../../api/types.ts';
import { setEdit, setEdits, useFactory } from '../../state/factory.ts';
import { usePlan } from '../../state/plan.tsx';
import { Button } from '../../ui/Button.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Loading } from '../../ui/Loading.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { MemoryBar, MemoryKeys } from './MemoryBar.tsx';
import { StrategyScatter } from './StrategyScatter.tsx';
import { StrategyTable } from './StrategyTable.tsx';
import { strategyText } from './strategy.ts';
import styles from './TrainingPage.module.css';

const TOP = 20;

/** All ways to split the run: what each costs in memory and time, and a pin for the one to use. */
export function StrategyPanel({
  run,
  plan,
}: {
  readonly run: string;
  readonly plan: TrainingPlan;
}) {
  const { input } = useFactory();
  const path = `runs.${run}.strategy`;
  const { [path]: pin, ...edits } = input.edits ?? {};
  // The whole field stays in view when one strategy is pinned.
  const asked = useAsk('strategies', { ...input, edits, run, top: TOP });
  const report = latest(asked);
  const about = report ? aboutSearch(report) : undefined;
  return (
    <Panel
      title="Strategy"
      about={about}
      aside={pin && <Button onClick={() => setEdit(path, undefined)}>Unpin</Button>}
    >
      {asked.state === 'failed' && (
        <Empty title="No strategy can be searched">
          {asked.problems.map((problem) => (
            <p key={problem.message}>{problem.message}</p>
          ))}
        </Empty>
      )}
      {asked.state === 'loading' && !report && <Loading what="Evaluating every strategy" fills />}
      {report && (
        <div
          aria-busy={asked.state === 'loading'}
          data-stale={asked.state !== 'ready' || undefined}
        >
          <Field run={run} report={report} plan={plan} pinned={pin !== undefined} path={path} />
        </div>
      )}
    </Panel>
  );
}

interface FieldProps {
  readonly run: string;
  readonly report: CandidateReport;
  readonly plan: TrainingPlan;
  readonly pinned: boolean;
  readonly path: string;
}

function Field({ run, report, plan, pinned, path }: FieldProps) {
  const [active, setActive] = useState<number>();
  const { strategy: field, memory } = report.points;
  const index = active !== undefined && active < memory.length ? active : undefined;
  const looked = index === undefined ? undefined : strategyAt(field, index);
  const pin = (strategy: Strategy): void => {
    // Parts that were pinned separately would narrow the field that stays in view.
    setEdits(
      {
        [`${path}.sharding`]: undefined,
        [`${path}.recompute`]: undefined,
        [path]: strategyText(strategy),
      },
      `Pin a strategy of ${run}`,
    );
  };
  const lookAt = (candidate: CandidateReport['best'] | undefined): void => {
    const { stepTime } = report.points;
    const at = stepTime.findIndex(
      (seconds, i) => seconds === candidate?.stepTime && memory[i] === candidate.memory.total,
    );
    setActive(at < 0 ? undefined : at);
  };
  return (
    <div className={styles.stack}>
      <div className={styles.field}>
        <StrategyScatter
          report={report}
          chosen={{ memory: plan.memory.total, stepTime: plan.stepTime }}
          active={index}
          onLook={setActive}
          onPin={(row) => pin(strategyAt(field, row))}
        />
        <Detail
          run={run}
          report={report}
          plan={plan}
          pinned={pinned}
          index={index}
          looked={looked}
        />
      </div>
      <StrategyTable
        report={report}
        chosen={plan.strategy}
        pinned={pinned}
        onPin={pin}
        onLook={lookAt}
      />
    </div>
  );
}

interface DetailProps {
  readonly run: string;
  readonly report: CandidateReport;
  readonly plan: TrainingPlan;
  readonly pinned: boolean;
  readonly index: number | undefined;
  readonly looked: Strategy | undefined;
}

/** The chosen strategy, next to the one being looked at. */
function Detail({ run, report, plan, pinned, index, looked }: DetailProps) {
  const why = usePlan().notes[`training.${run}.strategy.tp`]?.reason;
  return (
    <div className={styles.detail}>
      <h3>{pinned ? 'Pinned' : 'Chosen'}</h3>
      <p>{strategyInWords(plan.strategy)}</p>
      {why && <p className={styles.hint}>{why}</p>}
      <Numbers stepTime={plan.stepTime} memory={plan.memory.total} report={report} />
      <MemoryBar
        memory={plan.memory}
        stages={plan.strategy.pp}
        label="Memory of the chosen strategy"
      />
      <MemoryKeys run={run} />
      <div className={styles.looked} aria-live="polite">
        {index === undefined || !looked ? (
          <p className={styles.hint}>
            Point at a strategy to compare it; click or press Enter to pin it. Arrow keys move along
            the Pareto front: the strategies that no other beats in both memory and time.
          </p>
        ) : (
          <Looked report={report} index={index} strategy={looked} />
        )}
      </div>
    </div>
  );
}

interface LookedProps {
  readonly report: CandidateReport;
  readonly index: number;
  readonly strategy: Strategy;
}

function Looked({ report, index, strategy }: LookedProps) {
  const memory = report.points.memory[index]!;
  const stepTime = report.points.stepTime[index]!;
  const known = [...report.top, ...report.front].find(
    (c) => c.stepTime === stepTime && c.memory.total === memory,
  );
  return (
    <>
      <h3>Pointed at</h3>
      <p>{strategyInWords(strategy)}</p>
      <Numbers stepTime={stepTime} memory={memory} report={report} />
      {known && (
        <MemoryBar
          memory={known.memory}
          stages={strategy.pp}
          label="Memory of the strategy pointed at"
        />
      )}
    </>
  );
}

function Numbers(props: { stepTime: number; memory: number; report: CandidateReport }) {
  const { stepTime, memory, report } = props;
  const slower = stepTime / report.best.stepTime - 1;
  return (
    <p className={styles.numbers}>
      <b>{showQuantity(stepTime, 's')}</b>
      <span>
        {slower > 1e-9
          ? `${showQuantity(slower, '%', { digits: 2 })} slower than the fastest`
          : 'the fastest'}
      </span>
      <b>{showQuantity(memory, 'GB')}</b>
      <span>{showQuantity(memory / report.capacity, '%')} of a GPU</span>
    </p>
  );
}

function count(value: number): string {
  return showQuantity(value, '1');
}

function aboutSearch({ points, evaluated, rejected }: CandidateReport): string {
  const { memory = 0, ...others } = rejected;
  const drawn = points.memory.length;
  const some = drawn < evaluated ? `; ${count(drawn)} stand for them in the picture` : '';
  const impossible = Object.values(others).reduce((sum, times) => sum + times, 0);
  const turnedAway = `${count(memory)} need more memory, ${count(impossible)} cannot be laid out`;
  return `${count(evaluated)} ways to split the run fit and were evaluated${some}. ${turnedAway}.`;
}
