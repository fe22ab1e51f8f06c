/**
 * Numbers that say what they measure. A plain number fits any of them; one flavour does not fit
 * another, so seconds cannot be passed for bytes.
 */
type Flavoured<Unit extends string> = number & { readonly __unit?: Unit };

export type Seconds = Flavoured<'s'>;
export type Bytes = Flavoured<'B'>;
export type BytesPerSecond = Flavoured<'B/s'>;
export type Watts = Flavoured<'W'>;
export type Joules = Flavoured<'J'>;
export type Usd = Flavoured<'USD'>;
export type Flop = Flavoured<'FLOP'>;
export type FlopPerSecond = Flavoured<'FLOP/s'>;
