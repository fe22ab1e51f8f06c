import { type ReactNode, useState } from 'react';
import { latest } from '../../api/client.ts';
import type { Problem, Scenario } from '../../api/types.ts';
import { countOf } from '../../explain/notes.ts';
import { useFactory } from '../../state/factory.ts';
import { linkTo, paths } from '../../state/paths.ts';
import { chooseScenario } from '../../state/scenario.ts';
import {
  changeScenario,
  keepScenario,
  removeScenario,
  useScenarios,
} from '../../state/scenarios.ts';
import { ownEdits, scenarioEdits } from '../../state/url.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { ScenarioForm } from './ScenarioForm.tsx';
import styles from './Scenarios.module.css';

/** The scenarios of the file: keep the edits as one, show, change or remove another. */
export function Scenarios({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { scenario, edits, written } = useFactory();
  const asked = useScenarios();
  const all = latest(asked) ?? [];
  const own = ownEdits(edits);
  const shown = all.find(({ name }) => name === scenario);
  const problems = asked.state === 'failed' ? asked.problems : [];
  return (
    <Dialog open onClose={onClose} title="Scenarios">
      {Object.keys(own).length > 0 ? (
        <Keep
          values={{ ...shown?.edits, ...own }}
          shown={shown}
          taken={all.map(({ name }) => name)}
          onDone={onClose}
        />
      ) : null}
      {problems.map(({ message }) => (
        <p key={message} className={styles.problem} role="alert">
          {message}
        </p>
      ))}
      <ul className={styles.list} aria-label="Scenarios of the file">
        {all.map((each) => (
          <Row
            key={each.name}
            scenario={each}
            isShown={each.name === scenario}
            working={{ written, edits }}
            onShow={() => {
              chooseScenario(each.name);
              onClose();
            }}
          />
        ))}
      </ul>
      <footer className={styles.foot}>
        {all.length > 0 ? (
          <a href={linkTo(paths.compare())} onClick={onClose}>
            Compare them side by side
          </a>
        ) : (
          <p>Edit a value on any page, then keep the edits here under a name.</p>
        )}
        {scenario === undefined ? null : (
          <Button
            onClick={() => {
              chooseScenario(undefined);
              onClose();
            }}
          >
            Show the file without a scenario
          </Button>
        )}
      </footer>
    </Dialog>
  );
}

interface KeepProps {
  readonly values: Readonly<Record<string, string>>;
  /** The scenario below the edits, which could take them in. */
  readonly shown: Scenario | undefined;
  readonly taken: readonly string[];
  readonly onDone: () => void;
}

function Keep({ values, shown, taken, onDone }: KeepProps): ReactNode {
  const { edits, written } = useFactory();
  const working = { written, edits };
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const update = async (): Promise<void> => {
    if (!shown) return;
    const draft = { name: shown.name, about: shown.about ?? '', edits: values };
    const found = await changeScenario({ ...working, edits: scenarioEdits(edits) }, shown, draft);
    if (found.length === 0) onDone();
    else setProblems(found);
  };
  return (
    <section className={styles.keep} aria-label="Keep the edits">
      <ScenarioForm
        title="Keep the edits as a scenario"
        action="Keep"
        start={{ name: freeName(taken), about: '', edits: values }}
        onSubmit={async (draft) => {
          const found = await keepScenario(working, draft);
          if (found.length === 0) onDone();
          return found;
        }}
      />
      {shown ? (
        <p className={styles.or}>
          or <Button onClick={update}>Write them into “{shown.name}”</Button>
        </p>
      ) : null}
      {problems.map(({ message }) => (
        <p key={message} className={styles.problem} role="alert">
          {message}
        </p>
      ))}
    </section>
  );
}

function freeName(taken: readonly string[]): string {
  for (let number = taken.length + 1; ; number++) {
    const name = `Scenario ${number}`;
    if (!taken.includes(name)) return name;
  }
}

interface RowProps {
  readonly scenario: Scenario;
  readonly isShown: boolean;
  readonly working: Parameters<typeof removeScenario>[0];
  readonly onShow: () => void;
}

function Row({ scenario, isShown, working, onShow }: RowProps): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const { name, about, edits } = scenario;
  return (
    <li className={styles.row} aria-current={isShown || undefined}>
      <div className={styles.line}>
        <Button look="link" className={styles.name} onClick={onShow}>
          <b>{name}</b>
        </Button>
        <span className={styles.count}>{countOf(Object.keys(edits).length, 'change')}</span>
        <Button
          look="quiet"
          aria-expanded={isOpen}
          aria-label={`Change ${name}`}
          onClick={() => setOpen(!isOpen)}
        >
          Change
        </Button>
        <Button
          look="quiet"
          aria-label={`Remove ${name}`}
          title="Undo brings it back"
          onClick={async () => setProblems(await removeScenario(working, name))}
        >
          Remove
        </Button>
      </div>
      {about ? <p className={styles.about}>{about}</p> : null}
      {problems.map(({ message }) => (
        <p key={message} className={styles.problem} role="alert">
          {message}
        </p>
      ))}
      {isOpen ? (
        <ScenarioForm
          title={`Change ${name}`}
          action="Change it"
          start={{ name, about: about ?? '', edits }}
          onSubmit={async (draft) => {
            const found = await changeScenario(working, scenario, draft);
            if (found.length === 0) setOpen(false);
            return found;
          }}
        />
      ) : null}
    </li>
  );
}
