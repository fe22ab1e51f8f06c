import { failed, nearestName, ok, type Problem, type Result } from '../../base/index.ts';
import type { Factory, FactoryRequirement } from '../../factory/index.ts';
import { isOfTwin } from '../../plan/index.ts';

/** A claim of a file, and its place among the requirements that the plan judges. */
export interface ClaimOnPlan {
  readonly claim: string;
  readonly place: number;
  /** Path of its value in the plan, which counts claims on the twin too; its margin is beside it. */
  readonly figures: readonly [value: string, margin: string];
}

/**
 * The claim that is meant: the one with these words or, if there is none, the only one that contains them, however they
 * are written. Problems: `seek.claim` if there is none, `seek.ambiguous` if there are several, `seek.twin` for a claim
 * that only lives of the twin can judge.
 */
export function claimNamed({ requirements }: Factory, wanted: string): Result<ClaimOnPlan> {
  const same = requirements.filter(({ claim }) => claim === wanted);
  const lower = wanted.trim().toLowerCase();
  const alike = requirements.filter(({ claim }) => claim.toLowerCase().includes(lower));
  const meant = same.length > 0 ? same : alike;
  const [one] = meant;
  if (!one) return failed(unknownClaim(requirements, wanted));
  if (meant.length > 1) return failed(ambiguous(meant, wanted));
  if (isOfTwin(one)) return failed(ofTwin(one));
  const index = requirements.indexOf(one);
  const place = requirements.slice(0, index).filter((each) => !isOfTwin(each)).length;
  const at = `requirements.${index}`;
  return ok({ claim: one.claim, place, figures: [`${at}.value`, `${at}.margin`] });
}

function unknownClaim(requirements: readonly FactoryRequirement[], wanted: string): Problem {
  const claims = requirements.map(({ claim }) => claim);
  const nearest = nearestName(wanted, claims);
  const known = claims.map((claim) => `"${claim}"`).join(', ');
  return {
    code: 'seek.claim',
    message:
      claims.length === 0
        ? 'The file makes no claims; add one under "requirements".'
        : `The file makes no claim "${wanted}"; it claims ${known}.`,
    ...(nearest === undefined ? {} : { nearest }),
  };
}

function ambiguous(meant: readonly FactoryRequirement[], wanted: string): Problem {
  const lines = meant.map(({ claim, quantity }) => `"${claim}" (${quantity.text})`).join(', ');
  const message = `"${wanted}" may be any of ${meant.length} claims: ${lines}; give all the words of one, and each claim its own.`;
  return { code: 'seek.ambiguous', message };
}

function ofTwin({ claim, quantity: { at } }: FactoryRequirement): Problem {
  return {
    code: 'seek.twin',
    message: `"${claim}" is judged by hundreds of lives of the twin, too many to seek by; name a claim on the plan.`,
    at,
  };
}
