/** The accounts' assistants as the world needs them: who speaks, with which version of the prompt, and what is asked. */

import type { Prompts } from '../prompts.ts';
import type { Speakers } from '../world.ts';
import type { AssistantDoc } from './documents.ts';

export class AssistantSpeakers implements Speakers {
  readonly #byNumber = new Map<number, AssistantDoc>();
  readonly #prompts: Prompts;

  constructor(prompts: Prompts) {
    this.#prompts = prompts;
  }

  /** Called with every version of a document; a deleted assistant's calls go on with its last. */
  know(assistant: AssistantDoc): AssistantDoc {
    this.#byNumber.set(assistant.number, assistant);
    return assistant;
  }

  byNumber: Speakers['byNumber'] = (number) => this.#byNumber.get(number) ?? { prompt: 0, collect: {} };

  detects: Speakers['detects'] = (prompt) => this.#prompts.detects(prompt);
}
