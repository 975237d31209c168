/** What a command's exit code says. Part of the command line's contract: never renumber. */
export const exitCodes = {
  succeeded: 0,
  /** The mission failed or was canceled. */
  failed: 1,
  /** A bad spec, bad usage, or a gate answered that was not asked. */
  usage: 2,
  /** The run waits, for a person or for a time. */
  waiting: 3,
  /** The provider refused or could not be reached. */
  provider: 4,
  /** Store, disk, or the run is driven by another process. */
  local: 5,
  /** A bug of this program. */
  bug: 70,
  /** Interrupted; `mission resume` goes on. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
