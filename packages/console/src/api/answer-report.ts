import { operate } from '@gigafactory/core/api';
import { PROGRAM_VERSION } from '@gigafactory/core/base';
import { type ReportInput, renderReport } from '@gigafactory/core/report';
import { compareStudy, readText } from '@gigafactory/core/study';
import type { FactoryText, Operations, Plan } from './types.ts';

/** The page that `gigafactory report` writes of the same file. */
export function writeReport({ factory, date }: Operations['report']['input']): string {
  const read = readText(factory);
  const { file = 'factory.yaml', text, edits = {}, scenario } = factory;
  return renderReport({
    ...{ file, text, edits, scenario, date, version: PROGRAM_VERSION, lived: [] },
    compared: comparedOf(factory),
    factory: read.ok ? read.value : undefined,
    ...partsOf(factory),
  });
}

type Parts = Pick<ReportInput, 'problems' | 'plan' | 'without' | 'memory'>;

/** The plan, or what can be planned of it beside what is wrong. */
function partsOf(factory: FactoryText): Parts {
  const planned = operate('plan', factory);
  if (planned.ok) {
    const { value: plan } = planned;
    return { problems: [], without: [], plan, memory: memoryOf(factory, plan) };
  }
  const partial = operate('partial', factory);
  if (!partial.ok) return { problems: partial.problems, without: [], memory: [] };
  const { problems, plan, without } = partial.value;
  const left = [...without.runs, ...without.services];
  return { problems, without: left, memory: [], ...(plan ? { plan } : {}) };
}

function memoryOf(factory: FactoryText, plan: Plan): Parts['memory'] {
  return Object.keys(plan.training).flatMap((run) => {
    const memory = operate('memory', { ...factory, run });
    return memory.ok ? [memory.value] : [];
  });
}

/** The file beside its scenarios; without claims on the twin, which take lives. */
function comparedOf({ scenario: _, ...factory }: FactoryText): ReportInput['compared'] {
  const study = compareStudy(factory, 1);
  // Refused where there are none, or where the file itself has problems, which the report tells.
  const compared = study.ok ? study.value.report() : study;
  return compared.ok ? compared.value : undefined;
}
