import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exp, ln, normalBelow, pow } from './portable.ts';

/** Correctly rounded values, from 80-digit decimal arithmetic (Python's `decimal`). */
const LN = [
  [5e-324, -744.4400719213812],
  [5e-320, -735.2178029785398],
  [1e-300, -690.7755278982137],
  [1e-10, -23.025850929940457],
  [0.9, -0.10536051565782628],
  [0.9999999, -1.0000000494736474e-7],
  [0.9999999999999999, -1.1102230246251565e-16],
  [1.0000000000000002, 2.2204460492503128e-16],
  [1.0000001, 9.999999505838704e-8],
  [1.1, 0.09531017980432493],
  [1.5, 0.4054651081081644],
  [3.0, 1.0986122886681098],
  [12345.678, 9.421061321291832],
  [10000000000.0, 23.025850929940457],
  [1e100, 230.25850929940458],
  [1.7976931348623157e308, 709.782712893384],
] as const;
const EXP = [
  [-745.0, 5e-324],
  [-720.5, 1.2326102893e-313],
  [-708.4, 2.217119081664265e-308],
  [-100.25, 2.897198083210148e-44],
  [-10.1, 4.1079555225300724e-5],
  [-1.0, 0.36787944117144233],
  [-0.35, 0.7046880897187134],
  [-0.3, 0.7408182206817179],
  [-1e-5, 0.9999900000499998],
  [-1e-12, 0.999999999999],
  [1e-12, 1.000000000001],
  [1e-9, 1.000000001],
  [0.1, 1.1051709180756477],
  [0.35, 1.4190675485932571],
  [1.04, 2.82921701435156],
  [2.5, 12.182493960703473],
  [10.0, 22026.465794806718],
  [50.5, 8.548134287298057e21],
  [100.0, 2.6881171418161356e43],
  [500.123, 1.5873005725328931e217],
  [709.7, 1.6549840276802644e308],
] as const;
const POW = [
  [6.22939404720213, 48.35739785214588, 2.614157758946012e38],
  [7.952140462091402, 88.49005675541007, 4.829298343060601e79],
  [7.399245848824568, 84.46499933308341, 2.605661640353981e73],
  [0.2910232776078638, -6.875469124378924, 4850.073916515263],
  [9.433623813266138, 29.794910627384848, 1.0976412021924001e29],
  [9.009104017014476, -77.35880706937114, 1.4027174486358596e-74],
  [4.691221408773856, -50.68543347603394, 9.453260435680254e-35],
  [5.438064831500069, 14.788237585620152, 75149524166.8184],
  [4.6875176927460125e83, -0.2776201305552317, 5.9055711044272675e-24],
  [5.435064296739687e-59, -0.8697205732486475, 4.721621617926676e50],
  [2.6425757574816024e-75, -0.9932337612512865, 1.1840231281577236e74],
  [1.1086253244613576e40, -0.3800841367937424, 6.020222438372013e-16],
  [2.5356308024052508e91, -0.3684137883071119, 2.115798978113765e-34],
  [3.3400915474229144e-10, -0.8859981409284201, 248847032.87853193],
  [4.9132510809997435e-48, -0.9818432263609431, 2.8161704466969597e46],
  [2.93552649148174e100, -0.29041358988417554, 6.649953985806166e-30],
  [1.0000001, 5000000000.0, 1.4035575382338372e217],
  [0.5, 1074.0, 5e-324],
  [0.7072, -1900.0, 7.408344857015116e285],
  [1.2e300, 1.02, 1.2043837049448584e306],
  [5e-324, 0.5, 2.2227587494850775e-162],
  [10.0, 308.0, 1e308],
  [10.0, -320.0, 1e-320],
  [3.0, 0.3333333333333333, 1.4422495703074083],
] as const;

const double = new Float64Array(1);
const bits = new BigInt64Array(double.buffer);

/** How many float64 lie between two numbers of the same sign. */
function ulps(a: number, b: number): number {
  const bitsOf = (x: number) => {
    double[0] = x;
    return bits[0]!;
  };
  const distance = Number(bitsOf(a) - bitsOf(b));
  return Math.abs(distance);
}

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });

describe('ln', () => {
  it('has the limits of a logarithm', () => {
    expect(ln(0)).toBe(Number.NEGATIVE_INFINITY);
    expect(ln(-0)).toBe(Number.NEGATIVE_INFINITY);
    expect(ln(-1)).toBeNaN();
    expect(ln(Number.NaN)).toBeNaN();
    expect(ln(Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY);
    expect(ln(1)).toBe(0);
  });

  it.each(LN)('of %d is within 1 ulp of %d', (x, expected) => {
    expect(ulps(ln(x), expected)).toBeLessThanOrEqual(1);
  });

  it('agrees with the engine everywhere', () => {
    fc.assert(
      fc.property(fc.double({ min: Number.MIN_VALUE, noNaN: true }), (x) => {
        const expected = Math.log(x);
        if (!Number.isFinite(expected)) return ln(x) === expected;
        return Math.abs(ln(x) - expected) <= 5e-16 * Math.abs(expected);
      }),
      { numRuns: 5000 },
    );
  });
});

describe('exp', () => {
  it('has the limits of an exponential', () => {
    expect(exp(Number.NaN)).toBeNaN();
    expect(exp(Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY);
    expect(exp(Number.NEGATIVE_INFINITY)).toBe(0);
    expect(exp(710)).toBe(Number.POSITIVE_INFINITY);
    expect(exp(-746)).toBe(0);
    expect(exp(0)).toBe(1);
    expect(exp(-0)).toBe(1);
  });

  it.each(EXP)('of %d is within 1 ulp of %d', (x, expected) => {
    expect(ulps(exp(x), expected)).toBeLessThanOrEqual(1);
  });

  it('agrees with the engine everywhere', () => {
    fc.assert(
      fc.property(fc.double({ min: -708, max: 709, noNaN: true }), (x) => {
        const expected = Math.exp(x);
        return Math.abs(exp(x) - expected) <= 5e-16 * expected;
      }),
      { numRuns: 5000 },
    );
  });
});

describe('pow', () => {
  it.each(POW)('%d to the %d is within 1 ulp of %d', (x, y, expected) => {
    expect(ulps(pow(x, y), expected)).toBeLessThanOrEqual(1);
  });

  it('treats zero, infinity, NaN and negative bases as ECMAScript says', () => {
    const infinity = Number.POSITIVE_INFINITY;
    const bases = [0, -0, 1, -1, 2, -2, 0.5, -0.5, infinity, -infinity, Number.NaN];
    const exponents = [0, -0, 1, -1, 2, -2, 3, -3, infinity, -infinity, Number.NaN];
    for (const x of bases) {
      for (const y of exponents) expect([x, y, pow(x, y)]).toEqual([x, y, x ** y]);
    }
    expect(pow(-8, 0.5)).toBeNaN();
  });

  it('overflows and underflows where the engine does', () => {
    expect(pow(10, 309)).toBe(Number.POSITIVE_INFINITY);
    expect(pow(10, -330)).toBe(0);
    expect(pow(-10, 309)).toBe(Number.NEGATIVE_INFINITY);
    expect(pow(2, 1e300)).toBe(Number.POSITIVE_INFINITY);
    expect(pow(2, -1074)).toBe(Number.MIN_VALUE);
  });

  it('agrees with the engine for any two numbers', () => {
    fc.assert(
      fc.property(finite, fc.double({ min: -50, max: 50, noNaN: true }), (x, y) => {
        const expected = x ** y;
        const actual = pow(x, y);
        if (!Number.isFinite(expected) || Math.abs(expected) < 1e-300) {
          return Object.is(actual, expected) || Math.abs(actual - expected) < 1e-300;
        }
        return Math.abs(actual - expected) <= 1e-15 * Math.abs(expected);
      }),
      { numRuns: 5000 },
    );
  });
});

describe('normalBelow', () => {
  it.each([
    [0, 0.5],
    [1, 0.841344746],
    [-1, 0.158655254],
    [1.959963985, 0.975],
    [-3, 0.001349898],
  ])('of %d is %d', (z, share) => {
    expect(normalBelow(z)).toBeCloseTo(share, 6);
  });

  it('is 0 and 1 far out', () => {
    expect(normalBelow(-40)).toBe(0);
    expect(normalBelow(40)).toBe(1);
  });
});
