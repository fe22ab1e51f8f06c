import { type ReactNode, Suspense } from 'react';
import type { Asked } from '../api/client.ts';
import { latest } from '../api/client.ts';
import type { PartialPlan, Plan, Problem } from '../api/types.ts';
import { BaselineProvider } from '../state/baseline.tsx';
import { useFactory } from '../state/factory.ts';
import { linkTo, paths } from '../state/paths.ts';
import { PlanProvider } from '../state/plan.tsx';
import { ProblemsContext } from '../state/problems.ts';
import { Button } from '../ui/Button.tsx';
import { Empty } from '../ui/Empty.tsx';
import { Loading } from '../ui/Loading.tsx';
import { useArrival } from './arrive.ts';
import { Boundary } from './Boundary.tsx';
import styles from './Content.module.css';
import { OpenExplanation } from './Overlays.tsx';
import { Problems } from './Problems.tsx';
import type { Page } from './pages.ts';

const NO_PROBLEMS: readonly Problem[] = [];

interface ContentProps {
  readonly asked: Asked<Plan>;
  /** What can be planned of a file that cannot be planned whole. */
  readonly part: PartialPlan | undefined;
  readonly page: Page | undefined;
  readonly onOpen: () => void;
}

/** The open page for the newest good plan and, above it, what is wrong with the file. */
export function Content({ asked, part, page, onOpen }: ContentProps): ReactNode {
  const { file } = useFactory();
  const plan = part?.plan ?? latest(asked);
  const isStale = asked.state !== 'ready' && !part?.plan;
  if (!page) return <UnknownPage />;
  if (page.isApart) return <WithoutFile page={page} />;
  if (file.origin === 'missing') return <MissingFile name={file.file} onOpen={onOpen} />;
  return (
    <ProblemsContext value={asked.state === 'failed' ? asked.problems : NO_PROBLEMS}>
      {asked.state === 'failed' ? (
        <Problems
          problems={asked.problems}
          without={part?.plan ? part.without : undefined}
          hasPlan={plan !== undefined}
        />
      ) : null}
      {plan ? (
        <PlanProvider plan={plan} stale={isStale}>
          <BaselineProvider>
            <div
              className={styles.page}
              // What is typed where the file is mended is not stale.
              data-state={page.withoutPlan || !isStale ? undefined : asked.state}
            >
              <OpenPage page={page} />
            </div>
            <OpenExplanation />
          </BaselineProvider>
        </PlanProvider>
      ) : null}
      {!plan && asked.state === 'failed' ? <WithoutPlan page={page} /> : null}
      {!plan && asked.state === 'loading' ? <Loading what="Planning the factory…" /> : null}
    </ProblemsContext>
  );
}

function WithoutFile({ page }: { readonly page: Page }): ReactNode {
  return (
    <div className={styles.page}>
      <OpenPage page={page} />
    </div>
  );
}

function OpenPage({ page }: { readonly page: Page }): ReactNode {
  return (
    <Boundary key={page.path}>
      <Suspense fallback={<Loading what={`Opening ${page.title}…`} />}>
        <page.Component />
        <Arrival />
      </Suspense>
    </Boundary>
  );
}

/** Rendered along with the page, so that it is drawn when the page is. */
function Arrival(): ReactNode {
  useArrival();
  return null;
}

/** This file was never planned successfully: it can be fixed, or another one opened. */
function WithoutPlan({ page }: { readonly page: Page }): ReactNode {
  if (!page.withoutPlan) {
    return (
      <Empty
        wholePage
        title="No plan yet"
        action={<a href={linkTo(paths.file())}>Go to the file</a>}
      >
        The file has to be mended before {page.title} has anything to show.
      </Empty>
    );
  }
  return <WithoutFile page={page} />;
}

function UnknownPage(): ReactNode {
  return (
    <Empty
      wholePage
      title="There is no such page"
      action={<a href={linkTo(paths.overview())}>Go to the overview</a>}
    >
      The address may be mistyped, or come from another version.
    </Empty>
  );
}

interface MissingFileProps {
  readonly name: string;
  readonly onOpen: () => void;
}

function MissingFile({ name, onOpen }: MissingFileProps): ReactNode {
  return (
    <Empty
      wholePage
      title={name ? `“${name}” is not here` : 'No factory file is open'}
      action={
        <Button look="primary" onClick={onOpen}>
          Open a file
        </Button>
      }
    >
      {name
        ? 'The link names a file on another computer, or an example that this version does not have. A link carries the text only if it was made by “Share a link”.'
        : 'Open a factory file of your own.'}
    </Empty>
  );
}
