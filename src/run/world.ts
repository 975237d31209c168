/** Where attempts are real: a service's account, a simulator server's account, or one simulated run. */

/** Worlds where nobody is called begin so. */
export const simulatedWorldPrefix = 'sim:';

/** True: fiction, whoever made it up. Its results never replace fact, and what is said there binds no other world. */
export function isSimulated(world: string): boolean {
  return world.startsWith(simulatedWorldPrefix);
}
