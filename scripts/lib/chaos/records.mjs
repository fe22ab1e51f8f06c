/**
 * What the ranks of a run printed, read from their log files: `<RFC 3339> <o|e|=> <text>`, one line each.
 *
 * @typedef {object} StepLine
 * @property {number} at ms since 1970
 * @property {number} step
 * @property {string} loss its digits as printed, which tell every bit of it
 *
 * @typedef {object} Records
 * @property {readonly StepLine[]} steps in order of time; a step stands here once for each time it was trained
 * @property {readonly string[]} checkpoints paths that a rank called durable
 */

const LINE = /^(\S+) o (\{.*\})$/;
const LOSS = /"loss":\s*([^,}\s]+)/;

/** @param {readonly string[]} logs the text of each log @returns {Records} */
export function readRecords(logs) {
  /** @type {StepLine[]} */
  const steps = [];
  /** @type {Set<string>} */
  const checkpoints = new Set();
  for (const text of logs) {
    for (const line of text.split('\n')) {
      const [, at = '', json = ''] = LINE.exec(line) ?? [];
      const entry = parsed(json);
      if (typeof entry?.checkpoint === 'string') checkpoints.add(entry.checkpoint);
      else if (typeof entry?.step === 'number') {
        steps.push({ at: Date.parse(at), step: entry.step, loss: LOSS.exec(json)?.[1] ?? '' });
      }
    }
  }
  return { steps: steps.sort((a, b) => a.at - b.at), checkpoints: [...checkpoints] };
}

/** A line that a kill cut short is no JSON. @param {string} json */
function parsed(json) {
  try {
    return /** @type {{ checkpoint?: unknown, step?: unknown }} */ (JSON.parse(json));
  } catch {
    return undefined;
  }
}

/**
 * The steps whose loss is not, to the last bit, the one of the undisturbed run, and those that are missing.
 *
 * @param {readonly StepLine[]} undisturbed
 * @param {readonly StepLine[]} disturbed
 */
export function differingSteps(undisturbed, disturbed) {
  /** @type {Map<number, Set<string>>} */
  const losses = new Map();
  for (const { step, loss } of disturbed)
    losses.set(step, (losses.get(step) ?? new Set()).add(loss));
  const differing = new Set();
  for (const { step, loss } of undisturbed) {
    const found = losses.get(step);
    if (found?.size !== 1 || !found.has(loss)) differing.add(step);
  }
  return [...differing].sort((a, b) => a - b);
}

/**
 * s from a kill until the run trains again: to the end of the first step that was trained after it, or of the
 * second if that took longer, because the line of a step may have been on its way when its rank was killed.
 * Undefined if it has not trained two steps since.
 *
 * @param {readonly StepLine[]} steps
 * @param {number} killedAt ms since 1970
 */
export function secondsToTraining(steps, killedAt) {
  const after = steps.filter(({ at }) => at > killedAt);
  // Every rank may print the same step.
  const [first, second] = after.filter(({ step }, index) => step !== after[index - 1]?.step);
  if (first === undefined || second === undefined) return undefined;
  return Math.max(first.at - killedAt, second.at - first.at) / 1000;
}
