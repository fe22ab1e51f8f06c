import type { RunDetail, RunFactory } from '@gigafactory/core/api';
import { useState } from 'react';
import { askControl, type ControlAnswer, ofRun } from '../../../api/control/client.ts';
import { fetchJournal } from '../../../api/control/journal.ts';
import { useQuestion } from '../../../api/useQuestion.ts';
import { Button } from '../../../ui/Button.tsx';
import { CodeLines } from '../../../ui/CodeLines.tsx';
import { Empty } from '../../../ui/Empty.tsx';
import { Loading } from '../../../ui/Loading.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { Relived } from './Relived.tsx';

/** The failures that struck this run, lived again in the twin: under its policy, and under another. */
export function WhatIf({ detail }: { readonly detail: RunDetail }) {
  /** How often the journal was taken: a run that goes on has a longer one each time. */
  const [taken, setTaken] = useState(0);
  const isOpen = taken > 0;
  return (
    <Panel
      title="What if"
      about="The failures of this run, lived again in the twin: under its policy, and under another."
      aside={
        <Button onClick={() => setTaken(taken + 1)}>
          {isOpen ? 'Take the journal anew' : `Live ${detail.run} again`}
        </Button>
      }
    >
      {isOpen && <Taken key={taken} detail={detail} taken={taken} />}
    </Panel>
  );
}

interface Material {
  readonly journal: string;
  readonly factory: RunFactory;
}

function Taken({ detail, taken }: { readonly detail: RunDetail; readonly taken: number }) {
  const { run } = detail;
  const { data, error } = useQuestion<ControlAnswer<Material>>(
    ['journal', run, detail.startedAt, taken],
    (signal) => fetchMaterial(run, signal),
    // A journal may be of many megabytes.
    { keptMs: 0 },
  );
  if (error) return <Empty title="The journal could not be taken">{error.message}</Empty>;
  if (!data) return <Loading what="Taking the journal…" />;
  if (data.ok) return <Relived detail={detail} {...data.value} />;
  return (
    <Empty title="The journal could not be taken">
      <p>{data.fault.message} The same in a terminal:</p>
      <CodeLines
        text={`gigafactory journal ${quoted(run)} > journal.jsonl\ngigafactory twin ${quoted(detail.file)} --journal journal.jsonl`}
      />
    </Empty>
  );
}

async function fetchMaterial(run: string, signal: AbortSignal): Promise<ControlAnswer<Material>> {
  const factory = await askControl<RunFactory>(ofRun(run, 'factory'), signal);
  if (!factory.ok) return factory;
  const journal = await fetchJournal(ofRun(run, 'journal'), signal);
  if (!journal.ok) return journal;
  return { ok: true, value: { journal: journal.value, factory: factory.value } };
}

/** For a shell: a name may hold anything. */
function quoted(text: string): string {
  return /^[\w@./:-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
