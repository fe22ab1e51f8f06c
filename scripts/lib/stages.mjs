import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failureText, nodeTool, ROOT, runHidden } from './step.mjs';

/**
 * @typedef {{ readonly passed: number, readonly failed: number, readonly skipped: number }} Counts
 *
 * @typedef {object} Trouble tests by name, each with the first lines of what it said
 * @property {readonly string[]} failed
 * @property {readonly string[]} again that passed only when tried again
 *
 * @typedef {object} TestReport what Vitest writes as JSON
 * @property {readonly { name: string, assertionResults: readonly TestResult[] }[]} testResults
 *
 * @typedef {{ readonly fullName: string, readonly status: string, readonly failureMessages: readonly string[] }} TestResult
 *
 * @typedef {object} StageResult
 * @property {string} name
 * @property {'passed' | 'failed' | 'skipped'} state
 * @property {number} seconds
 * @property {Counts} [counts] when the stage ran tests
 * @property {Trouble} [trouble] when the stage ran tests
 * @property {string} [reason] why it was skipped
 * @property {string} [failure] what to show of it when it failed
 *
 * @typedef {{ readonly name: string, readonly kind?: string, readonly run: () => Promise<StageResult> }} Stage `kind`: never beside another of it
 */

/**
 * @param {string} name
 * @param {{ command: string, args: string[] }} tool
 * @param {string} advice
 * @returns {Stage}
 */
export function toolStage(name, tool, advice) {
  const step = { label: name, ...tool, advice };
  return { name, run: async () => resultOf(step, await runHidden(step)) };
}

/**
 * @typedef {object} VitestOptions
 * @property {Readonly<Record<string, string>>} [env]
 * @property {string} [shard] which part of the files, as Vitest writes it: '1/2'; the parts are never beside each other
 *
 * @param {string} name
 * @param {string} project of vitest.config.ts
 * @param {VitestOptions} [options]
 * @returns {Stage}
 */
export function vitestStage(name, project, options = {}) {
  return { name, kind: project, run: () => runVitest(name, project, options) };
}

/** @param {string} name @param {string} reason @returns {Stage} */
export function skippedStage(name, reason) {
  return { name, run: async () => ({ name, state: 'skipped', seconds: 0, reason }) };
}

/**
 * @param {string} name
 * @param {string} project
 * @param {VitestOptions} options
 * @returns {Promise<StageResult>}
 */
async function runVitest(name, project, { env = {}, shard }) {
  const folder = mkdtempSync(join(tmpdir(), 'gigafactory-test-'));
  const report = join(folder, 'report.json');
  const which = ['run', '--project', project, ...(shard ? [`--shard=${shard}`] : [])];
  const args = [...which, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const step = {
    label: name,
    ...nodeTool('node_modules/vitest/vitest.mjs', args),
    env,
    advice: `Again, and nothing else: npx vitest ${which.join(' ')}`,
  };
  const outcome = await runHidden(step);
  const told = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : undefined;
  rmSync(folder, { recursive: true });
  const result = resultOf(step, outcome);
  return told
    ? { ...result, counts: countTests(told), trouble: troubleOf(told) }
    : { ...result, counts: NONE };
}

/**
 * @param {import('./step.mjs').Step} step
 * @param {import('./step.mjs').Outcome} outcome
 * @returns {StageResult}
 */
function resultOf(step, outcome) {
  const { ok, seconds } = outcome;
  if (ok) return { name: step.label, state: 'passed', seconds };
  return { name: step.label, state: 'failed', seconds, failure: failureText(step, outcome) };
}

const NONE = { passed: 0, failed: 0, skipped: 0 };

/**
 * @param {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number }} report
 * @returns {Counts}
 */
export function countTests(report) {
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** Lines of a failure that say what was expected, without its stack. */
const LINES_OF_FAILURE = 6;

/**
 * What went wrong in a report, also in tests that passed in the end.
 * @param {TestReport} report
 * @returns {Trouble}
 */
export function troubleOf({ testResults }) {
  const tests = testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ failureMessages }) => failureMessages.length > 0)
      .map((test) => ({ isFailed: test.status === 'failed', text: told(name, test) })),
  );
  return {
    failed: tests.filter(({ isFailed }) => isFailed).map(({ text }) => text),
    again: tests.filter(({ isFailed }) => !isFailed).map(({ text }) => text),
  };
}

/** @param {string} file @param {TestResult} test */
function told(file, { fullName, failureMessages }) {
  const lines = (failureMessages[0] ?? '').split('\n').filter((line) => line.trim() !== '');
  const stack = lines.findIndex((line) => /^\s+at /.test(line));
  const said = lines.slice(0, stack < 0 ? LINES_OF_FAILURE : Math.min(stack, LINES_OF_FAILURE));
  return [`${file.replace(ROOT, '')}: ${fullName}`, ...said].join('\n    ');
}

/**
 * The table of stages, each test that failed or had to be tried again (so that whoever sees the end alone knows them),
 * and, as its last line, `N passed, N failed[, N skipped]`.
 * A stage that fails or is skipped without having counted tests counts as one.
 * @param {readonly StageResult[]} results
 * @returns {string}
 */
export function summarize(results) {
  const rows = results.map((result) => {
    const tests = result.counts ? `${result.counts.passed} passed` : '';
    const row = [
      result.name.padEnd(28),
      result.state.padEnd(8),
      `${result.seconds.toFixed(1)} s`.padStart(8),
      tests.padStart(13),
    ].join('  ');
    return `${row}${result.reason ? `  ${result.reason}` : ''}`.trimEnd();
  });
  const listed = [
    ...listOf(results, 'failed', 'Failed:'),
    ...listOf(results, 'again', 'Passed only when tried again, which is a fault too:'),
  ];
  return [...rows, '', ...listed, totalLine(results)].join('\n');
}

/** @param {readonly StageResult[]} results @param {keyof Trouble} kind @param {string} title */
function listOf(results, kind, title) {
  const texts = results.flatMap(({ trouble }) => trouble?.[kind] ?? []);
  return texts.length > 0 ? [title, ...texts.map((text) => `  ${text}`), ''] : [];
}

/** @param {readonly StageResult[]} results @returns {string} */
function totalLine(results) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const { counts = NONE, state } of results) {
    total.passed += counts.passed;
    total.failed += state === 'failed' ? Math.max(1, counts.failed) : counts.failed;
    total.skipped += state === 'skipped' ? Math.max(1, counts.skipped) : counts.skipped;
  }
  const stages = results.filter((result) => result.state === 'skipped').map(({ name }) => name);
  const which = stages.length ? ` (${stages.join(', ')} did not run)` : '';
  const skipped = total.skipped ? `, ${total.skipped} skipped${which}` : '';
  return `${total.passed} passed, ${total.failed} failed${skipped}`;
}
