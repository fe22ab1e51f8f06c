/** Somebody's wish that something ends. It costs an object, where an `AbortController` costs a dozen. */
export class Stop {
  #isAsked = false;
  #listener: (() => void) | undefined;

  get isAsked(): boolean {
    return this.#isAsked;
  }

  ask(): void {
    if (this.#isAsked) return;
    this.#isAsked = true;
    this.#listener?.();
  }

  /** One listens at a time; undefined ends that. It is called at once if it was asked already. */
  listen(listener: (() => void) | undefined): void {
    this.#listener = listener;
    if (this.#isAsked) listener?.();
  }
}
