/** Waiting that somebody may end. */

/** Null: it was ended before. What is waited for goes on by itself, and is heard no more. */
export function orAborted<Value>(coming: Promise<Value>, signal: AbortSignal): Promise<Value | null> {
  return new Promise((resolve, reject) => {
    const end = (): void => resolve(null);
    if (signal.aborted) end();
    signal.addEventListener('abort', end, { once: true });
    coming.then(resolve, reject).finally(() => signal.removeEventListener('abort', end));
  });
}
