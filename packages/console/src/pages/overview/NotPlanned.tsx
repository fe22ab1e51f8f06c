import type { ReactNode } from 'react';
import { linkTo, paths } from '../../state/paths.ts';
import { usePlan } from '../../state/plan.tsx';
import styles from './Assumptions.module.css';

/** What the file says nothing of, with the pages that tell what to add. */
export function NotPlanned(): ReactNode {
  const { money, dates } = usePlan();
  const missing = [
    ...(money ? [] : [{ name: 'money', path: paths.money() }]),
    ...(dates ? [] : [{ name: 'dates', path: paths.schedule() }]),
  ];
  if (missing.length === 0) return null;
  return (
    <p className={styles.line}>
      It has no{' '}
      {missing.map(({ name, path }, index) => (
        <span key={name}>
          {index > 0 ? ' and no ' : null}
          <a href={linkTo(path)}>{name}</a>
        </span>
      ))}
      , of which the file says nothing.
    </p>
  );
}
