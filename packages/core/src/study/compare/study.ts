import { andThen, mapValue, ok, type Result } from '../../base/index.ts';
import type { CheckedRequirement } from '../../plan/index.ts';
import { divideLives } from '../divide-lives.ts';
import { answerLives, type LivesPart, type LivesRequest } from '../lives.ts';
import { carryOut, type Study } from '../study.ts';
import { judgeRequirements, livesOfClaims } from '../twin-claims.ts';
import { type Cases, type CompareRequest, planCases } from './cases.ts';
import { compareCases, type ScenarioComparison } from './compare.ts';
import type { Case } from './plan-scenario.ts';

/** Some lives of one run in one of the cases. */
interface LivedPart {
  readonly of: Case;
  readonly run: string;
  readonly input: LivesRequest;
}

/**
 * A comparison in progress: all cases are planned at once, then the lives that their claims on the twin need are asked
 * for, if there are any. A report before their answers leaves these claims out.
 */
class CompareStudy implements Study<LivesRequest, LivesPart, ScenarioComparison> {
  readonly #cases: Cases;
  readonly #parts: readonly LivedPart[];
  #answers: readonly LivesPart[] | undefined;

  constructor(cases: Cases, workers: number) {
    this.#cases = cases;
    this.#parts = [cases.base, ...cases.others].flatMap((each) => partsOf(each, workers));
    if (this.#parts.length === 0) this.#answers = [];
  }

  next(): readonly LivesRequest[] {
    return this.#answers ? [] : this.#parts.map(({ input }) => input);
  }

  take(answers: readonly LivesPart[]): void {
    this.#answers = answers;
  }

  describe(): undefined {
    return undefined;
  }

  report(): Result<ScenarioComparison> {
    const judged: (readonly CheckedRequirement[])[] = [];
    for (const each of [this.#cases.base, ...this.#cases.others]) {
      const requirements = this.#judge(each);
      if (!requirements.ok) return requirements;
      judged.push(requirements.value);
    }
    return ok(compareCases(this.#cases, judged));
  }

  #judge(of: Case): Result<readonly CheckedRequirement[]> {
    if (!of.planned.ok) return ok([]);
    const { plan } = of.planned.value;
    if (plan.unjudged.length === 0 || !this.#answers) return ok(plan.requirements);
    const lived = livesOfClaims(plan).map(({ run }) => ({
      run,
      parts: this.#answers!.filter((_, index) => {
        const part = this.#parts[index]!;
        return part.of === of && part.run === run;
      }),
    }));
    return judgeRequirements(of.text, lived);
  }
}

function partsOf(of: Case, workers: number): LivedPart[] {
  if (!of.planned.ok) return [];
  return livesOfClaims(of.planned.value.plan).flatMap((lives) =>
    divideLives(lives, workers).map((range) => ({
      of,
      run: lives.run,
      input: { ...of.text, ...lives, ...range },
    })),
  );
}

/** The comparison of a file with its scenarios, for several workers to share; refuses what `planCases` refuses. */
export function compareStudy(
  input: CompareRequest,
  workers: number,
): Result<Study<LivesRequest, LivesPart, ScenarioComparison>> {
  return mapValue(planCases(input), (cases) => new CompareStudy(cases, workers));
}

/** A file and its scenarios side by side, lives of claims on the twin included. */
export function compareScenarios(input: CompareRequest): Result<ScenarioComparison> {
  return andThen(compareStudy(input, 1), (study) => carryOut(study, answerLives));
}
