import { showQuantity } from '@gigafactory/core/base';
import type { ReactNode } from 'react';
import { latest, useAsk } from '../api/client.ts';
import type { CheckedRequirement } from '../api/types.ts';
import { useLong } from '../api/useLong.ts';
import { setEdits, useFactory } from '../state/factory.ts';
import { linkTo, paths } from '../state/paths.ts';
import { usePlan, usePlanState } from '../state/plan.tsx';
import { Button } from '../ui/Button.tsx';
import styles from './Remedies.module.css';
import { Running } from './Running.tsx';
import { seekAll, type Tried, worthTrying } from './remedies.ts';

/** Every input that the claim rests on, tried one after the other. */
export function Sought({ row }: { readonly row: CheckedRequirement }): ReactNode {
  const { claim, unit } = row;
  const { input, file } = useFactory();
  const { stale } = usePlanState();
  const figure = useFigureOf(row);
  const asked = useAsk('levers', { ...input, figure }, { enabled: !stale, place: figure });
  const levers = worthTrying(latest(asked)?.levers ?? []);
  const seeking = useLong<readonly Tried[]>(
    ['remedies', input, claim, levers.map(({ path }) => path)],
    (signal, tell) => seekAll({ file: input, claim }, levers, signal, tell),
    { enabled: asked.state === 'ready' && levers.length > 0, about: `${file.name} ${claim}` },
  );
  const tried = latest(seeking.asked) ?? [];
  const isIdle = asked.state === 'ready' && levers.length === 0;
  return (
    <div className={styles.sought}>
      {isIdle ? <p>It rests on no number of the file that could be another one.</p> : null}
      {asked.state === 'failed' ? <p>{asked.problems[0]?.message}</p> : null}
      <ul className={styles.list} aria-label={`What would make it hold: ${claim}`}>
        {[...tried].sort(foundFirst).map((each) => (
          <li key={each.lever.path} className={styles.tried}>
            <Answered tried={each} unit={unit} claim={claim} />
          </li>
        ))}
      </ul>
      {isIdle ? null : <Running long={seeking} what="Trying inputs" />}
      <p className={styles.more}>
        <a href={linkTo(paths.whatIf())}>What if</a> varies any input in any range. Each value was
        tried by a plan, alone, within the range of its source or from half to twice.
      </p>
    </div>
  );
}

/** The value of the claim is a figure of the plan like any other. */
function useFigureOf({ claim, quantity }: CheckedRequirement): string {
  const { notes } = usePlan();
  for (let index = 0; ; index++) {
    const path = `requirements.${index}.value`;
    const note = notes[path];
    // Claims on the twin are counted too, and have no note.
    if (!note && index > MOST_CLAIMS) return path;
    if (note?.label === claim && (note.formula === undefined || note.formula === quantity)) {
      return path;
    }
  }
}

const MOST_CLAIMS = 200;

function foundFirst(a: Tried, b: Tried): number {
  return Number(holds(b)) - Number(holds(a));
}

function holds({ answer }: Tried): boolean {
  return answer.ok && answer.value.holds;
}

interface AnsweredProps {
  readonly tried: Tried;
  /** Of what is claimed. */
  readonly unit: string;
  readonly claim: string;
}

function Answered({ tried: { lever, answer }, unit, claim }: AnsweredProps): ReactNode {
  const { label, path } = lever;
  const name = (
    <span className={styles.name} data-tip={path}>
      {label}
    </span>
  );
  if (!answer.ok) {
    return (
      <>
        {name} <span className={styles.none}>{answer.problems[0]?.message}</span>
      </>
    );
  }
  const { value, edits, from, to, nearest, comesTo, present } = answer.value;
  const inUnit = (number: number) => showQuantity(number, answer.value.unit, { digits: 4 });
  const now = present.value === null ? '' : `, now ${inUnit(present.value)}`;
  const reached = comesTo === null ? '' : showQuantity(comesTo, unit);
  if (value === null || !answer.value.holds) {
    const closest = nearest === null ? '' : `; closest at ${inUnit(nearest)}, with ${reached}`;
    return (
      <>
        {name}{' '}
        <span className={styles.none}>
          nothing from {inUnit(from)} to {inUnit(to)} makes it hold{closest}
        </span>
      </>
    );
  }
  const others = Object.keys(edits).filter((each) => each !== path);
  return (
    <>
      <span>
        {name} holds from <strong>{inUnit(value)}</strong>
        <span className={styles.none}>
          {now}: {reached}
          {others.length > 0
            ? `, with ${others.map((each) => `${each}: ${edits[each]}`).join(', ')}`
            : ''}
        </span>
      </span>
      <Button
        aria-label={`Use ${label} ${inUnit(value)}`}
        onClick={() => setEdits(edits, `${claim}: ${label} ${inUnit(value)}`)}
      >
        Use it
      </Button>
    </>
  );
}
