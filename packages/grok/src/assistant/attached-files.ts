import type { Attachment, ChatPiece } from '@gigafactory/core/chats';
import { dotOf, readPicture, type Sight } from './diagrams/read-picture.ts';
import type { ModelDoor } from './model-door.ts';
import type { AnswerRequest, AnswerTurn } from './port.ts';
import { NOTHING_SPENT, type Spent, spentWith } from './spent.ts';

/** A picture as models take it. */
interface ShownPicture {
  readonly mime: 'image/png';
  readonly data: string;
  readonly at: number;
}

/** The files of a conversation, for a model: diagrams by reference, so that it need not copy them, and pictures to see. */
export class AttachedFiles {
  readonly #request: AnswerRequest;
  /** Sources of diagrams by the id of their file; of pictures, what was read in them. */
  readonly #sources = new Map<string, string>();
  readonly #pictures = new Map<string, string>();

  private constructor(request: AnswerRequest) {
    this.#request = request;
  }

  static async of(request: AnswerRequest): Promise<AttachedFiles> {
    const files = new AttachedFiles(request);
    for (const { id, kind } of request.turns.flatMap((turn) => turn.files)) {
      const content = (await request.attached(id))?.content ?? new Uint8Array();
      if (kind === 'diagram') files.#sources.set(id, new TextDecoder().decode(content));
      else files.#pictures.set(id, Buffer.from(content).toString('base64'));
    }
    for (const event of request.turns.flatMap(({ events }) => events))
      if (event.kind === 'diagram' && event.dot !== undefined)
        files.#sources.set(event.file, event.dot);
    return files;
  }

  /** What a person wrote, and what came with it, in words. */
  textOf({ text, files }: AnswerTurn): string {
    if (files.length === 0) return text;
    const lines = files.map(
      ({ id, name, kind, format }) =>
        `- ${JSON.stringify(name)}: ${kind === 'picture' ? 'a picture' : `a diagram (${format})`}; its id is ${id}`,
    );
    return `${text}\n\nAttached:\n${lines.join('\n')}`;
  }

  /** Only a model that sees may be given them. */
  picturesOf({ files }: AnswerTurn, at: number): readonly ShownPicture[] {
    return files.flatMap(({ id }) => {
      const data = this.#pictures.get(id);
      return data === undefined ? [] : [{ mime: 'image/png' as const, data, at }];
    });
  }

  /** Arguments of a call, with the source of a diagram in the place of the id of its file. */
  inPlace(given: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    return Object.fromEntries(
      Object.entries(given).map(([name, value]) => [name, this.#valueOf(name, value)]),
    );
  }

  #valueOf(name: string, value: unknown): unknown {
    if (name === 'text' && typeof value === 'string')
      return this.#sources.get(value.trim()) ?? value;
    if (name === 'diagram' && typeof value === 'object' && value !== null)
      return this.inPlace(value as Readonly<Record<string, unknown>>);
    return value;
  }

  /** Reads the pictures of the question that were not read yet; returns what it took. */
  async *read(
    door: Pick<ModelDoor, 'respond'>,
    model: string,
    signal: AbortSignal,
  ): AsyncGenerator<ChatPiece, Spent> {
    let spent = NOTHING_SPENT;
    const files = this.#request.turns.at(-1)?.files ?? [];
    for (const [index, file] of files.entries()) {
      const data = this.#pictures.get(file.id);
      if (data === undefined) continue;
      const call = `read_${index + 1}`;
      yield { kind: 'call', id: call, name: 'read picture', arguments: { file: file.name } };
      const { tokens: sight, ...seen } = await readPicture(door, model, data, signal);
      yield* this.#tell(call, file, model, seen);
      spent = spentWith(spent, sight);
    }
    return spent;
  }

  /** What was seen in a picture, from now on the source of its diagram. */
  *#tell(
    call: string,
    { id }: Attachment,
    model: string,
    { reading, problem }: Pick<Sight, 'reading' | 'problem'>,
  ): Generator<ChatPiece> {
    const shows = reading?.isDiagram
      ? `${counted(reading.nodes.length, 'node')} and ${counted(reading.edges.length, 'edge')}, as ${model} sees them.`
      : 'It shows no diagram.';
    yield { kind: 'result', call, ok: problem === undefined, text: problem ?? shows };
    if (!reading?.isDiagram) return;
    const dot = dotOf(reading);
    this.#sources.set(id, dot);
    yield { kind: 'diagram', call, file: id, dot };
  }
}

function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}
