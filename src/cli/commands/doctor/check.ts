/** One thing that `mission doctor` looked at. */
export interface Check {
  readonly id: string;
  /** warning: it works, or is not needed; skipped: something else must be mended first, or it was not asked for. */
  readonly status: 'ok' | 'warning' | 'problem' | 'skipped';
  /** A sentence. */
  readonly message: string;
  /** What to do; with every warning and problem. */
  readonly fix?: string;
  /** Where the problem is: who else could not do their part. */
  readonly where: 'service' | 'here';
}
