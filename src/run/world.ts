/** Where attempts are real: a service's account, a simulator server's account, or one simulated run. */
import type { Failure } from '../lib/result.ts';

/** Worlds where nobody is called begin so. */
export const simulatedWorldPrefix = 'sim:';

/** True: fiction, whoever made it up. Its results never replace fact, and what is said there binds no other world. */
export function isSimulated(world: string): boolean {
  return world.startsWith(simulatedWorldPrefix);
}

/** What is said of a whole run in that world, wherever it is shown: fiction says that it is fiction, first of all. */
export function saidIn(world: string, sentence: string): string {
  return isSimulated(world) ? `SIMULATED: ${sentence}` : sentence;
}

/** Thrown by a clock whose world cannot be asked any more: the run stops as it stands. */
export class WorldGoneError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.name = 'WorldGoneError';
    this.failure = failure;
  }
}
