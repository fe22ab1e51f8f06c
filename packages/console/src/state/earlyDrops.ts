/** What was dropped or pasted. A transfer is empty once its event is over, so it is read at once. */
export interface Dropped {
  readonly files: readonly File[];
  readonly text: string;
}

export function readTransfer(data: DataTransfer | null): Dropped {
  return { files: [...(data?.files ?? [])], text: data?.getData('text/plain') ?? '' };
}

let held: Dropped | undefined;
let holding: AbortController | undefined;

/** Keeps what is dropped before the page listens: else the browser would leave the page for the file, or nobody hear of it. */
export function holdDrops(): void {
  holding = new AbortController();
  const { signal } = holding;
  const hold = (event: Event, data: DataTransfer | null): void => {
    event.preventDefault();
    const dropped = readTransfer(data);
    held = { files: [...(held?.files ?? []), ...dropped.files], text: held?.text || dropped.text };
  };
  window.addEventListener('dragover', (event) => event.preventDefault(), { signal });
  window.addEventListener('drop', (event) => hold(event, event.dataTransfer), { signal });
  window.addEventListener('paste', (event) => hold(event, event.clipboardData), { signal });
}

/** What was kept, once; from now on others listen. */
export function takeHeld(): Dropped | undefined {
  holding?.abort();
  const dropped = held;
  held = undefined;
  return dropped;
}
