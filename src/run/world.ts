/** Where attempts are real: a service's account, a simulator server's account, or one simulated run. */
import type { RunRecord } from './ports.ts';

/** Worlds where nobody is called begin so. */
export const simulatedWorldPrefix = 'sim:';

/** True: fiction, whoever made it up. Its results never replace fact, and what is said there binds nobody else. */
export function isSimulated(run: Pick<RunRecord, 'world'>): boolean {
  return run.world.startsWith(simulatedWorldPrefix);
}
