/** What was spent, US dollars, and used in the day and the month of UTC that it was last spent in. */
export interface Spent {
  /** `2026-11-30`. */
  day: string;
  ofDay: number;
  ofMonth: number;
  /** Of the day: input and output. */
  tokens: number;
  /** Of the day, in chats. */
  questions: number;
}

export interface MoneyLimits {
  readonly moneyPerDay: number;
  readonly moneyPerMonth: number;
}

/** Money of one payer: what is booked, and what answers under way have cost so far. */
export class Account {
  #spent: Spent = { day: '', ofDay: 0, ofMonth: 0, tokens: 0, questions: 0 };
  /** Of answers under way, US dollars. */
  open = 0;

  /** As of its last entry. */
  get spent(): Readonly<Spent> {
    return this.#spent;
  }

  set spent(spent: Readonly<Spent>) {
    this.#spent = { ...spent };
  }

  /** @param day of UTC, `2026-11-30` */
  book(day: string, dollars: number): void {
    this.#turn(day);
    this.#spent.ofDay += dollars;
    this.#spent.ofMonth += dollars;
  }

  /** Counts what costs no money by itself. */
  use(day: string, used: { readonly tokens?: number; readonly questions?: number }): void {
    this.#turn(day);
    this.#spent.tokens += used.tokens ?? 0;
    this.#spent.questions += used.questions ?? 0;
  }

  /** What was used today. */
  used(day: string): { readonly tokens: number; readonly questions: number } {
    this.#turn(day);
    return { tokens: this.#spent.tokens, questions: this.#spent.questions };
  }

  /** What may still be spent today, answers under way counted; below 0 once that is exceeded. US dollars. */
  left(day: string, { moneyPerDay, moneyPerMonth }: MoneyLimits): number {
    this.#turn(day);
    const { ofDay, ofMonth } = this.#spent;
    return Math.min(moneyPerDay - ofDay, moneyPerMonth - ofMonth) - this.open;
  }

  /** Clocks that go back do not give the money of a day again. */
  #turn(day: string): void {
    if (day <= this.#spent.day) return;
    if (day.slice(0, 7) !== this.#spent.day.slice(0, 7)) this.#spent.ofMonth = 0;
    this.#spent.ofDay = 0;
    this.#spent.tokens = 0;
    this.#spent.questions = 0;
    this.#spent.day = day;
  }
}
