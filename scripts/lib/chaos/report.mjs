import { median } from '@gigafactory/core/base';
import { differingSteps } from './records.mjs';

/**
 * The rounds of a chaos test as the one object that the script prints.
 *
 * @typedef {import('./round.mjs').Round} Round
 * @typedef {import('./round.mjs').Kill} Kill
 * @typedef {{ readonly median: number | null, readonly most: number | null, readonly kills: number }} Times
 *
 * @typedef {object} Seen over all rounds
 * @property {readonly string[]} orphans
 * @property {readonly string[]} duplicates
 * @property {number} samples how many times the process table was looked at
 *
 * @param {Round} undisturbed
 * @param {readonly Round[]} rounds
 * @param {Seen} seen
 * @param {readonly string[]} kinds of kills that there could be
 */
export function reportOf(undisturbed, rounds, { orphans, duplicates, samples }, kinds) {
  const kills = rounds.flatMap((round) => round.kills);
  const finalLoss = lossOf(undisturbed);
  const differing = rounds.map(({ steps }) => differingSteps(undisturbed.steps, steps));
  const stepSeconds = stepTime(undisturbed);
  return {
    kills: kills.length,
    finalLossEqual:
      rounds.length > 0 && rounds.every((round) => isOver(round) && lossOf(round) === finalLoss),
    orphans: orphans.length,
    duplicateAttempts: duplicates.length,
    lostEvents: sum(rounds.map(({ lost }) => lost.length)),
    recoverySeconds: Object.fromEntries(
      [...new Set(kinds)].map((kind) => [kind, timesOf(kills, kind)]),
    ),
    wholeSeconds: Object.fromEntries(
      [...new Set(kinds)].map((kind) => [
        kind,
        summary(ofKind(kills, kind).map(({ wholeSeconds }) => wholeSeconds)),
      ]),
    ),
    reattachSeconds: summary(kills.map(({ startSeconds }) => startSeconds)),
    finalLoss: Number(finalLoss),
    weightsEqual: rounds.every(({ weights }) => weights === undisturbed.weights && weights !== ''),
    stepsOfAnotherLoss: sum(differing.map((steps) => steps.length)),
    checkpoints: sum(rounds.map(({ checkpoints }) => checkpoints)),
    unreadableCheckpoints: sum(rounds.map(({ unreadable }) => unreadable.length)),
    toldEvents: sum(rounds.map(({ told }) => told)),
    runs: rounds.length,
    stepsTrained: sum(rounds.map(({ steps }) => steps.length)),
    stepSeconds,
    looksAtProcesses: samples,
  };
}

/** Whether all that was promised holds. @param {ReturnType<typeof reportOf>} report */
export function holds(report) {
  const faults =
    report.orphans +
    report.duplicateAttempts +
    report.lostEvents +
    report.stepsOfAnotherLoss +
    report.unreadableCheckpoints;
  return report.finalLossEqual && report.weightsEqual && faults === 0;
}

/** @param {Round} round */
function isOver({ state }) {
  return state === 'finished';
}

/** The last loss, every digit of it. @param {Round} round */
function lossOf({ steps }) {
  const last = Math.max(...steps.map(({ step }) => step));
  return steps.find(({ step }) => step === last)?.loss ?? '';
}

/** Mean time of a step, s: where files carry what ranks print, many steps are heard at one moment. @param {Round} round */
function stepTime({ steps }) {
  const [first, last] = [steps.at(0), steps.at(-1)];
  if (!first || !last || last.step === first.step) return null;
  return rounded((last.at - first.at) / 1000 / (last.step - first.step));
}

/** @param {readonly Kill[]} kills @param {string} kind @returns {Times} */
function timesOf(kills, kind) {
  const times = ofKind(kills, kind);
  return { ...summary(times.map(({ seconds }) => seconds)), kills: times.length };
}

/** @param {readonly Kill[]} kills @param {string} kind */
function ofKind(kills, kind) {
  return kills.filter((each) => each.kind === kind);
}

/** Of what was timed. @param {readonly (number | undefined)[]} times */
function summary(times) {
  const known = times.filter((each) => each !== undefined).filter((each) => !Number.isNaN(each));
  if (known.length === 0) return { median: null, most: null };
  return { median: rounded(median(known)), most: rounded(Math.max(...known)) };
}

/** To the ms. @param {number} seconds */
function rounded(seconds) {
  return Math.round(seconds * 1000) / 1000;
}

/** @param {readonly number[]} numbers */
function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}
