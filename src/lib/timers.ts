/** The machine's clock and its alarms, as an argument, so that a test's time is its own. */
export interface Timers {
  now(): number;
  /** Calls `work` once, after so long. Returns how to call it off, which may be done again and too late. */
  after(ms: number, work: () => void): () => void;
}

export const machineTimers: Timers = {
  now: () => Date.now(),
  after(ms, work) {
    const timer = setTimeout(work, ms);
    return () => clearTimeout(timer);
  },
};

/** The machine's too, but no alarm keeps the process alive. */
export const idleTimers: Timers = {
  now: () => Date.now(),
  after(ms, work) {
    const timer = setTimeout(work, ms).unref();
    return () => clearTimeout(timer);
  },
};
