import { Assistant, type AssistantParts } from './assistant.ts';
import type { ChatFile } from './port.ts';

export interface AssistantsParts extends Omit<AssistantParts, 'store' | 'answerers' | 'quota'> {
  readonly file: ChatFile;
  /** What one owner has beside the others' share: what answers, and how often. */
  readonly partsOf: (owner: string) => Pick<AssistantParts, 'answerers' | 'quota'>;
}

/** An assistant for each owner of chats. None knows what another one has. */
export class Assistants {
  readonly #parts: AssistantsParts;
  readonly #opened = new Map<string, Promise<Assistant>>();

  private constructor(parts: AssistantsParts) {
    this.#parts = parts;
  }

  /** Goes on with what was under way when the server ended, whoever asked it. */
  static async open(parts: AssistantsParts): Promise<Assistants> {
    const assistants = new Assistants(parts);
    // The one of the token too, which forgets files that nobody asked about.
    for (const owner of new Set(['', ...(await parts.file.unfinished())]))
      await assistants.of(owner);
    return assistants;
  }

  /** @param owner id of a person; empty for whoever has the token of the state folder */
  of(owner: string): Promise<Assistant> {
    const known = this.#opened.get(owner);
    if (known) return known;
    const { file, partsOf, ...shared } = this.#parts;
    const opened = Assistant.open({ ...shared, ...partsOf(owner), store: file.of(owner) });
    this.#opened.set(owner, opened);
    return opened;
  }

  /** Ends what an owner has under way, and forgets all of it. */
  async remove(owner: string): Promise<void> {
    await (await this.of(owner)).removeAll();
    this.#opened.delete(owner);
  }

  /** Ends what is under way, to go on when it is opened again. */
  async close(): Promise<void> {
    for (const opened of this.#opened.values()) await (await opened).close();
    await this.#parts.file.close();
  }
}
