/** The versions of the assistants' prompts, numbered over the whole world: a call remembers the version that it used. */
import type { Instant } from '../lib/time.ts';
import type { PromptRequest } from '../run/ports.ts';
import type { WorldRecord } from './record.ts';
import type { Writer } from './writer.ts';

export class Prompts {
  readonly #writer: Writer;
  /** Versions whose assistants did not listen for answering machines. */
  readonly #deaf: Set<number>;
  readonly #recorded: ReadonlyMap<number, number>;
  #last: number;

  constructor(record: WorldRecord, writer: Writer) {
    this.#writer = writer;
    const { last, byAssistant } = record.promptNumbers();
    this.#last = last;
    this.#recorded = byAssistant;
    this.#deaf = new Set(record.deafPrompts());
  }

  /** The newest version that the record had of an assistant's when it was opened; 0: none. */
  recorded(assistant: number): number {
    return this.#recorded.get(assistant) ?? 0;
  }

  /** Adds a version and says its number. */
  add(assistant: number, prompt: Omit<PromptRequest, 'assistant'> & { readonly at: Instant }): number {
    this.#last += 1;
    const { at, instructions, greeting, voicemail, detect = true } = prompt;
    if (!detect) this.#deaf.add(this.#last);
    this.#writer.add('prompt', this.#last, assistant, at, instructions, greeting, voicemail ?? null, detect ? 1 : 0);
    return this.#last;
  }

  /** Whether an assistant with that version knows an answering machine from a person. */
  detects(version: number): boolean {
    return !this.#deaf.has(version);
  }
}
