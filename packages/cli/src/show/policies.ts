import type { LivedPolicy, Objective, PolicyReport, Standing } from '@gigafactory/core/api';
import { amount, share } from '../text/amount.ts';
import type { Paint } from '../text/paint.ts';
import { type Column, table } from '../text/table.ts';
import { paragraph } from '../text/wrap.ts';

/** How many significantly worse policies are printed; `--json` has all. */
const MOST_WORSE = 12;

const HEADINGS: Readonly<Record<Standing, string>> = {
  best: 'Best',
  alike: 'Not significantly different from it',
  worse: 'Significantly worse',
};

const OBJECTIVE: Readonly<Record<Objective, string>> = {
  ettr: 'goodput (ETTR)',
  cost: 'cost of a useful GPU-hour, spare nodes included',
};

const SCALED =
  '! The step time of this run rests on kernels that were scaled to its GPU, not measured on it: "plan" says from which, and how wrong it may be.';

/** Which policy is best, which are not significantly different, and which are worse, with their differences. */
export function showPolicies(report: PolicyReport, cpuSeconds: number, paint: Paint): string[] {
  const { run, objective, horizon, seed, policies, livesInAll } = report;
  const standings = (['best', 'alike', 'worse'] as const).filter((standing) =>
    policies.some((policy) => policy.standing === standing),
  );
  return [
    paint('bold', `Run ${run}: ${policies.length} policies, judged by ${OBJECTIVE[objective]}`),
    '',
    ...standings.flatMap((standing) => [...showStanding(standing, report, paint), '']),
    ...paragraph(conclusion(report), paint.width),
    ...(report.kernels === 'scaled' ? paragraph(SCALED, paint.width) : []),
    '',
    ...paragraph(
      `Differences are from the best, on the same failures of the same seed, each with its 95% interval. Significant means at 5%, after correction for all pairs of policies and all rounds (Holm, Bonferroni).`,
      paint.width,
    ),
    ...paragraph(
      `${livesInAll} lives of ${amount(horizon, 'd')}, seed ${seed}; ${amount(cpuSeconds, 's')} of CPU time`,
      paint.width,
    ),
  ];
}

function showStanding(standing: Standing, report: PolicyReport, paint: Paint): string[] {
  const { over, objective } = report;
  const all = report.policies.filter((policy) => policy.standing === standing);
  const shown =
    standing === 'worse' ? all.filter((policy, index) => index < MOST_WORSE || policy.isFile) : all;
  const columns: readonly Column[] = [
    ...over.map((title) => ({ title })),
    { title: 'ETTR', align: 'right' },
    ...(objective === 'cost' ? [{ title: '$/h', align: 'right' } as const] : []),
    { title: objective === 'ettr' ? 'points' : 'difference', align: 'right' },
    { title: '95%', align: 'right' },
    { title: 'lives', align: 'right' },
    { title: '' },
  ];
  const left = all.length - shown.length;
  return [
    paint('bold', HEADINGS[standing]),
    ...table(
      columns,
      shown.map((policy) => toRow(policy, report)),
      paint,
    ),
    ...(left > 0 ? [`  and ${left} more, with --json`] : []),
  ];
}

function toRow(policy: LivedPolicy, { over, objective }: PolicyReport): string[] {
  const { settings, ettr, cost, difference, lives, standing, isFile } = policy;
  const isBest = standing === 'best';
  const show = (value: number) => showDifference(value, objective);
  return [
    ...over.map((name) => settings[name]!),
    share(ettr.mean),
    ...(objective === 'cost' ? [cost ? perHour(cost.mean) : 'never useful'] : []),
    isBest ? '' : show(difference.mean),
    isBest ? '' : `${show(difference.ci95[0])} to ${show(difference.ci95[1])}`,
    String(lives),
    isFile ? 'as in the file' : '',
  ];
}

/** Shares in percentage points, costs in dollars per hour. */
function showDifference(value: number, objective: Objective): string {
  if (!Number.isFinite(value)) return 'never useful';
  const shown = objective === 'ettr' ? (100 * value).toFixed(2) : (3600 * value).toFixed(3);
  return value > 0 ? `+${shown}` : shown;
}

function perHour(cost: number): string {
  return `$${(3600 * cost).toFixed(3)}`;
}

function conclusion({ policies, beatsFile, alike, objective }: PolicyReport): string {
  const [best] = policies;
  const file = policies.find(({ isFile }) => isFile)!;
  const others = alike === 1 ? 'One other policy' : `${alike} other policies`;
  const unsure = alike === 0 ? '' : ` ${others} cannot be told apart from it with this many lives.`;
  if (best!.isFile) return `The file's own policy is the best of these.${unsure}`;
  if (!beatsFile) {
    return `Nothing is significantly better than the file's own policy: the lead of the best may be chance.${unsure}`;
  }
  const unit = objective === 'ettr' ? ' percentage points' : ' $/GPU-hour';
  const [low, high] = file.difference.ci95.map((bound) => showDifference(bound, objective));
  return `The best is significantly better than the file's own policy, which lies ${showDifference(file.difference.mean, objective)} (${low} to ${high})${unit} from it.${unsure}`;
}
