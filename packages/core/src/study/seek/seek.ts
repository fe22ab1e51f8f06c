import { andThen, ok, type Problem, type Result, showQuantity } from '../../base/index.ts';
import type { Verdict } from '../../plan/index.ts';
import { type FactoryText, readText } from '../factory-text.ts';
import { answerPoints, type Point, type PointsPart, type PointsRequest } from '../inputs/points.ts';
import { carryOut, type Study } from '../study.ts';
import { BoundarySearch } from './boundary.ts';
import { type ClaimOnPlan, claimNamed } from './claim.ts';
import { type Scale, scaleOf, valueOn } from './scale.ts';

/** A claim of a file, and the input whose value is to make it hold. */
export interface SeekRequest extends FactoryText {
  /** The claim in words: all of them, or as many as only it has. */
  readonly requirement: string;
  /** Path of the input. */
  readonly over: string;
  /** Ends of the search as written; those of the input's range when left out. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** From where on a claim holds. */
export interface Sought {
  readonly claim: string;
  readonly path: string;
  readonly label: string;
  /** The value nearest to the present one at which the claim holds, in SI; null if it holds at none that was tried. */
  readonly value: number | null;
  /** The unit it is best shown in. */
  readonly unit: string;
  readonly holds: boolean;
  /** Of the values tried the one at which the claim comes closest to holding, if it holds at none. */
  readonly nearest: number | null;
  /** What the claimed quantity is at `value` or, if it holds nowhere, at `nearest`, in SI. */
  readonly comesTo: number | null;
  /** How many plans were made. */
  readonly evaluations: number;
  /** Edits that make the claim hold, written together; none if it holds already, or nowhere. */
  readonly edits: Readonly<Record<string, string>>;
  /** The file as it is: the input in SI, and what the claim comes to; null if there is none. */
  readonly present: { readonly value: number | null; readonly verdict: Verdict | null };
  /** Where it was sought, in SI, and how close the value is. */
  readonly from: number;
  readonly to: number;
  readonly step: number;
  /** Values tried at which the ranges of other inputs leave the claim undecided, and at which there is no plan. */
  readonly undecided: number;
  readonly unplanned: number;
  /** Why there is no plan at the first such value. */
  readonly problems: readonly Problem[];
  /** What the answer rests on, in sentences. */
  readonly assumed: readonly string[];
}

class SeekStudy implements Study<PointsRequest, PointsPart, Sought> {
  readonly #text: FactoryText;
  readonly #claim: ClaimOnPlan;
  readonly #scale: Scale;
  readonly #search: BoundarySearch;
  #present: Point | undefined;
  #asked: readonly number[] = [];
  readonly #points = new Map<number, Point>();

  constructor(text: FactoryText, claim: ClaimOnPlan, scale: Scale) {
    this.#text = text;
    this.#claim = claim;
    this.#scale = scale;
    this.#search = new BoundarySearch(scale.stretch);
  }

  /** The file as it is, then one value a part. */
  next(): readonly PointsRequest[] {
    if (!this.#present) return [this.#request({}, false)];
    if (this.#holdsAlready) return [];
    this.#asked = this.#search.next();
    return this.#asked.map((multiple) => this.#request(this.#editTo(multiple), true));
  }

  take(parts: readonly PointsPart[]): void {
    const points = parts.flatMap((part) => part.points);
    if (!this.#present) {
      this.#present = points[0]!;
      return;
    }
    for (const [index, multiple] of this.#asked.entries()) {
      this.#points.set(multiple, points[index]!);
    }
    this.#search.take(points.map(({ verdict }) => verdict === 'holds'));
  }

  describe(): string {
    const tried = `${this.#points.size} values tried`;
    return this.#search.isScanning ? tried : `${tried}, closing in`;
  }

  report(): Result<Sought> {
    const { input, step, stretch } = this.#scale;
    const { path, label, unit } = input;
    const points = [...this.#points.values()];
    const found = this.#search.found;
    const at = found === undefined ? undefined : valueOn(this.#scale, found);
    const value = this.#holdsAlready ? (input.value ?? null) : (at?.value ?? null);
    const unplanned = points.filter(({ problems }) => problems.length > 0);
    return ok({
      ...{ claim: this.#claim.claim, path, label, value, unit },
      holds: this.#holdsAlready || found !== undefined,
      ...this.#closest(found),
      evaluations: points.length + 1,
      edits: found === undefined ? {} : this.#remedy(found),
      present: { value: input.value ?? null, verdict: this.#present?.verdict ?? null },
      ...{ from: stretch.least * step, to: stretch.most * step, step },
      undecided: points.filter(({ verdict }) => verdict === 'unknown').length,
      unplanned: unplanned.length,
      problems: unplanned[0]?.problems ?? [],
      assumed: this.#assumed(found),
    });
  }

  get #holdsAlready(): boolean {
    return this.#present?.verdict === 'holds';
  }

  #closest(found: number | undefined): Pick<Sought, 'nearest' | 'comesTo'> {
    const [claimed] = this.#present?.values ?? [];
    if (this.#holdsAlready) return { nearest: null, comesTo: claimed ?? null };
    if (found !== undefined) {
      return { nearest: null, comesTo: this.#points.get(found)!.values[0] ?? null };
    }
    let best: { readonly multiple: number; readonly point: Point } | undefined;
    // Outward from the present value: of equally close ones the first is kept.
    for (const [multiple, point] of this.#points) {
      const [, margin] = point.values;
      const most = best?.point.values[1] ?? Number.NEGATIVE_INFINITY;
      if (typeof margin === 'number' && margin > most) best = { multiple, point };
    }
    if (!best) return { nearest: null, comesTo: null };
    const { value } = valueOn(this.#scale, best.multiple);
    return { nearest: value, comesTo: best.point.values[0] ?? null };
  }

  #editTo(multiple: number): Readonly<Record<string, string>> {
    return { [this.#scale.input.path]: valueOn(this.#scale, multiple).text };
  }

  #request(edits: Readonly<Record<string, string>>, mend: boolean): PointsRequest {
    return {
      ...this.#text,
      points: [{ edits }],
      figures: this.#claim.figures,
      requirement: this.#claim.place,
      mend,
    };
  }

  #remedy(found: number): Readonly<Record<string, string>> {
    return { ...this.#editTo(found), ...this.#points.get(found)?.mended };
  }

  #assumed(found: number | undefined): readonly string[] {
    if (this.#holdsAlready) return [];
    const { assumed, step, input } = this.#scale;
    const stride = showQuantity(this.#search.stride * step, input.unit);
    const scan =
      this.#search.stride === 1
        ? []
        : [`Between values ${stride} apart the claim was taken to change at most once.`];
    const mended = found === undefined ? undefined : this.#points.get(found)?.mended;
    const also = mended
      ? [`There is a plan at this value only if ${Object.keys(mended).join(' and ')} changes too.`]
      : [];
    return [...assumed, ...scan, ...also];
  }
}

/**
 * A search for several workers to share. Refuses a file that cannot be read, and with the problems of `claimNamed` the
 * claim and of `scaleOf` the input.
 */
export function seekStudy(input: SeekRequest): Result<Study<PointsRequest, PointsPart, Sought>> {
  const { requirement, over, from, to, ...text } = input;
  return andThen(readText(text), (factory) =>
    andThen(claimNamed(factory, requirement), (claim) =>
      andThen(scaleOf(text, factory, over, { from, to }), (scale) =>
        ok(new SeekStudy(text, claim, scale)),
      ),
    ),
  );
}

/** The value of an input, nearest to the present one, at which a claim of a file holds. */
export function seekClaim(input: SeekRequest): Result<Sought> {
  return andThen(seekStudy(input), (study) => carryOut(study, answerPoints));
}
