import type { ReactNode } from 'react';
import { latest } from '../../api/client.ts';
import type { Compared } from '../../api/types.ts';
import { useBaseInput } from '../../state/baseline.tsx';
import { useFactory } from '../../state/factory.ts';
import { useParam } from '../../state/location.ts';
import { useScenarios } from '../../state/scenarios.ts';
import { useStudy } from '../../studies/carryOut.ts';
import { Running } from '../../studies/Running.tsx';
import { CodeLines } from '../../ui/CodeLines.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { PageHead } from '../../ui/PageHead.tsx';
import { Claims } from './Claims.tsx';
import styles from './ComparePage.module.css';
import { type Case, casesOf, chosenCases, compareInput, MOST_BESIDE, writeIds } from './cases.ts';
import { Figures } from './Figures.tsx';
import { Heads } from './Heads.tsx';
import { Schedules } from './Schedules.tsx';
import { Strategies } from './Strategies.tsx';
import { TwinsCompared } from './TwinsCompared.tsx';

/** The file and up to four of its scenarios, or what is shown now, side by side. */
export function ComparePage(): ReactNode {
  const factory = useFactory();
  const scenarios = latest(useScenarios()) ?? [];
  const [wanted, setWanted] = useParam('cases');
  const all = casesOf(factory, scenarios);
  const chosen = chosenCases(all, wanted);
  if (all.length === 0) return <NothingToCompare />;
  return (
    <>
      <PageHead
        title="Compare"
        about="The file as it was opened or saved last, and what else it could be. What differs most comes first."
      />
      <Chooser all={all} chosen={chosen} onChange={(cases) => setWanted(writeIds(cases))} />
      {chosen.length > 0 ? (
        <SideBySide chosen={chosen} />
      ) : (
        <Empty title="Nothing is chosen">Choose what to compare the file with.</Empty>
      )}
    </>
  );
}

function SideBySide({ chosen }: { readonly chosen: readonly Case[] }): ReactNode {
  const base = useBaseInput();
  const { file } = useFactory();
  const study = useStudy('compare', compareInput(base, chosen), { about: file.name });
  const compared = latest(study.asked);
  return (
    <>
      <Running long={study} what={waitsFor(compared)} />
      {compared ? (
        <div
          className={styles.compared}
          data-stale={(study.asked.state !== 'ready' && !study.progress?.rough) || undefined}
        >
          <Heads compared={compared} cases={chosen} />
          <Figures
            title="Figures"
            about="Those that differ most first."
            scenarios={compared.scenarios}
            figures={compared.figures}
          />
          <Claims compared={compared} />
          {compared.money.length > 0 ? (
            <Figures
              title="Money"
              about="The bill, part by part."
              scenarios={compared.scenarios}
              figures={compared.money}
            />
          ) : null}
          <Schedules compared={compared} />
          <Strategies compared={compared} />
          <TwinsCompared cases={chosen} compared={compared} />
        </div>
      ) : null}
    </>
  );
}

function waitsFor(compared: Compared | undefined): string {
  return compared ? 'Simulating what claims on the twin are judged by' : 'Planning them';
}

interface ChooserProps {
  readonly all: readonly Case[];
  readonly chosen: readonly Case[];
  readonly onChange: (chosen: readonly Case[]) => void;
}

/** Which columns stand beside the file. */
function Chooser({ all, chosen, onChange }: ChooserProps): ReactNode {
  const isFull = chosen.length >= MOST_BESIDE;
  return (
    <fieldset className={styles.chooser}>
      <legend>Beside the file</legend>
      {all.map((each) => {
        const isChosen = chosen.includes(each);
        const isOff = !isChosen && isFull;
        return (
          <label
            key={each.name}
            className={styles.choice}
            data-tip={
              isOff ? `At most ${MOST_BESIDE} fit beside the file` : each.about || undefined
            }
          >
            <input
              type="checkbox"
              checked={isChosen}
              disabled={isOff}
              onChange={() =>
                onChange(all.filter((other) => (other === each) !== chosen.includes(other)))
              }
            />
            {each.name}
          </label>
        );
      })}
    </fieldset>
  );
}

function NothingToCompare(): ReactNode {
  return (
    <Empty wholePage title="There is nothing to compare yet">
      <p>
        Change a value on any page: it is then compared with the file. Keep changes as a scenario to
        compare several, here or in the file:
      </p>
      <CodeLines text={'scenarios:\n  Cold water:\n    site.pue: 1.05'} />
    </Empty>
  );
}
