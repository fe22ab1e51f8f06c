import type { Problem } from '@gigafactory/core/base';
import type { MemoryReport, Plan } from '@gigafactory/core/plan';
import type { ComparedScenarios, LivedRun } from '@gigafactory/core/report';
import { runInParts } from '@gigafactory/server/threads';
import type { NamedText } from '../beside.ts';
import { type Command, type Context, EDITS, FILE } from '../command.ts';
import { readFactory, unwrap } from '../factory-text.ts';
import { EXIT, InputError, inputError } from '../failure.ts';
import { compareOnThreads, JUDGE, withVerdicts } from '../judge.ts';
import { findChromium, printPdf } from '../pdf.ts';
import { anyFails } from '../show/requirements.ts';
import { onThreads } from '../threads.ts';
import { VERSION } from '../version.ts';
import { refuseToReplace, writeOutput } from '../write-output.ts';
import { print } from './print.ts';

/** Enough for a mean; `twin` is there for more. */
const LIVES = 20;

export const report: Command = {
  name: 'report',
  summary: 'Write the plan as one page to read, print and send: verdicts, figures, sources',
  operands: [FILE],
  options: {
    out: {
      kind: 'text',
      value: 'FILE.html',
      summary: 'Where to; - prints it, and without it and --pdf it is report.html in this folder',
    },
    pdf: {
      kind: 'text',
      value: 'FILE.pdf',
      summary: 'Print it to this file, with Chromium: CHROMIUM_PATH, or the one on the PATH',
    },
    twin: {
      kind: 'flag',
      summary: `Live through each run ${LIVES} times too, which takes its time`,
    },
    force: { kind: 'flag', summary: 'Replace a file that is not a report' },
    ...JUDGE,
    ...EDITS,
  },
  about:
    'The page loads nothing from anywhere and runs no script. Exits as plan does; of a file that cannot be planned it reports the problems, and what can be planned.',
  run: runReport,
};

/** What was asked for, and where it goes. */
interface Targets {
  /** `-` for standard output. */
  readonly out?: string;
  readonly pdf?: string;
  /** The program that prints; present with `pdf`. */
  readonly chromium?: string;
}

async function runReport(context: Context): Promise<number> {
  const { io } = context;
  // Before anything is computed: a name that cannot be written to is no news for the end.
  const targets = await readTargets(context);
  const asked = await readFactory(context);
  const parts = await partsOf(context, asked);
  const page = await pageOf(context, asked, parts);
  const { out, pdf, chromium } = targets;
  if (out === '-') io.stdout.write(page);
  else if (out !== undefined) await writeOutput(out, page, io);
  if (pdf !== undefined) await printPdf({ page, to: pdf, chromium: chromium! }, io);
  const files = [out, pdf].filter((file) => file !== undefined && file !== '-');
  if (parts.problems.length > 0) {
    for (const file of files) io.stderr.write(`${file}: a report of what can be planned\n`);
    throw new InputError(parts.problems, asked.file);
  }
  if (files.length > 0) {
    print(context, { files, bytes: Buffer.byteLength(page) }, () => files.map((file) => `${file}`));
  }
  return parts.plan && anyFails(parts.plan.requirements) ? EXIT.fails : EXIT.ok;
}

async function readTargets({ args, io }: Context): Promise<Targets> {
  const { pdf } = args.texts;
  const out = args.texts['out'] ?? (pdf === undefined ? 'report.html' : undefined);
  if (out === '-' && args.flags.has('json')) {
    throw inputError('usage.value', '--out - and --json both print; leave one out.');
  }
  if (pdf === '-') throw inputError('usage.value', '--pdf takes the name of a file.');
  if (out !== undefined && out === pdf) {
    throw inputError('usage.value', `--out and --pdf both name "${out}".`);
  }
  if (!args.flags.has('force')) {
    if (out !== undefined && out !== '-') await refuseToReplace(out, HTML_REPORT, io);
    if (pdf !== undefined) await refuseToReplace(pdf, PDF, io);
  }
  return {
    ...(out === undefined ? {} : { out }),
    ...(pdf === undefined ? {} : { pdf, chromium: await findChromium(io) }),
  };
}

/** How files begin that a report may replace. */
const HTML_REPORT =
  /^<!doctype html>.*?<meta name="generator" content="Gigafactory [^"]* report">/s;
const PDF = /^%PDF-/;

interface Parts {
  readonly problems: readonly Problem[];
  readonly plan?: Plan;
  readonly without: readonly string[];
  readonly memory: readonly MemoryReport[];
  readonly lived: readonly LivedRun[];
  readonly compared?: ComparedScenarios | undefined;
}

/** Everything that is computed for the report. */
async function partsOf(context: Context, factory: NamedText): Promise<Parts> {
  const { io, args } = context;
  const planned = await io.run('plan', factory);
  if (!planned.ok) return partsWithout(context, factory);
  const plan = await withVerdicts(context, factory, planned.value);
  const runs = Object.keys(plan.training);
  const memory: MemoryReport[] = [];
  for (const run of runs) {
    memory.push(unwrap(await io.run('memory', { ...factory, run }), factory.file));
  }
  const lived = args.flags.has('twin') ? await liveAll(context, factory, runs) : [];
  const compared = await compareAll(context, factory);
  return { problems: [], plan, without: [], memory, lived, compared };
}

/** The file beside its scenarios; undefined without any. */
async function compareAll(
  context: Context,
  factory: NamedText,
): Promise<ComparedScenarios | undefined> {
  const read = await readOf(factory);
  if (Object.keys(read?.scenarios ?? {}).length === 0) return undefined;
  return unwrap(await compareOnThreads(context, factory), factory.file);
}

/** What is left of a file that cannot be planned whole. */
async function partsWithout({ io }: Context, factory: NamedText): Promise<Parts> {
  const { problems, plan, without } = unwrap(await io.run('partial', factory), factory.file);
  const left = [...without.runs, ...without.services];
  return { problems, without: left, memory: [], lived: [], ...(plan ? { plan } : {}) };
}

async function readOf(factory: NamedText) {
  const { readText } = await import('@gigafactory/core/study');
  const read = readText(factory);
  return read.ok ? read.value : undefined;
}

async function liveAll(
  context: Context,
  factory: NamedText,
  runs: readonly string[],
): Promise<LivedRun[]> {
  const lived: LivedRun[] = [];
  for (const run of runs) {
    const what = `living through ${run}`;
    const { value: answer } = await onThreads(context, what, ({ workers, say, signal }) => {
      const onPart = (done: number, parts: number) => say(`${what}, ${done} of ${parts} parts`);
      return runInParts(workers, 'twin', { ...factory, run, lives: LIVES }, { signal, onPart });
    });
    lived.push(unwrap(answer, factory.file));
  }
  return lived;
}

async function pageOf({ io }: Context, factory: NamedText, parts: Parts): Promise<string> {
  const { renderReport } = await import('@gigafactory/core/report');
  const now = io.clock.now();
  return renderReport({
    ...{ file: factory.file, text: factory.text, edits: factory.edits, version: VERSION, ...parts },
    date: new Date(now + io.clock.offset(now) * 60_000).toISOString().slice(0, 10),
    factory: await readOf(factory),
  });
}
