/**
 * A question at the terminal whose yes means that people are called.
 *
 * Owns: the terminal's input while it asks. Talks to: the terminal.
 * 1. What was typed before the question stood there answers nothing: it is thrown away, until the keys have been still.
 * 2. Only `yes` or `no` in full, ended with Enter, is an answer. Anything else is asked again.
 * 3. A question that is taken away leaves the input as it found it, at once.
 */
import { createInterface } from 'node:readline';
import type { Host, Screen } from './context.ts';

/** interrupted: Ctrl-C. away: the question was taken away, or nobody can type any more. */
export type YesOrNo = 'yes' | 'no' | 'interrupted' | 'away';

export interface Question {
  readonly input: Host['stdin'];
  readonly output: Screen;
  /** Puts the question on the screen, when it can be answered from then on. */
  readonly show: () => void;
  /** Takes the question away. */
  readonly signal: AbortSignal;
}

/** How long no key may come before the question is put. */
export const stillMs = 300;
const ctrlC = '\u0003';
const expected = 'Type yes or no, then Enter: ';

export async function askYesOrNo(question: Question): Promise<YesOrNo> {
  const { output, show } = question;
  for (let isShown = false; ; isShown = true) {
    const still = await discardTyped(question);
    if (still !== 'still') return still;
    if (!isShown) show();
    const read = await readLine(question);
    if (read.end !== 'line') return read.end;
    const word = read.text.trim().toLowerCase();
    if (word === 'yes' || word === 'no') return word;
    output.print('That is no answer. It takes the whole word, yes or no.');
  }
}

/** Reads keys away without showing them, until none has come for a while. */
function discardTyped({ input, signal }: Question): Promise<'still' | 'interrupted' | 'away'> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve('away');
      return;
    }
    const end = (how: 'still' | 'interrupted' | 'away'): void => {
      clearTimeout(timer);
      input.off('data', onData).off('end', onAway);
      signal.removeEventListener('abort', onAway);
      input.setRawMode?.(false);
      input.pause();
      resolve(how);
    };
    const onStill = (): void => end('still');
    const onAway = (): void => end('away');
    const onData = (typed: Buffer | string): void => {
      if (typed.toString().includes(ctrlC)) {
        end('interrupted');
        return;
      }
      clearTimeout(timer);
      timer = setTimeout(onStill, stillMs);
    };
    let timer = setTimeout(onStill, stillMs);
    signal.addEventListener('abort', onAway, { once: true });
    input.setRawMode?.(true);
    input.on('data', onData).on('end', onAway).resume();
  });
}

type Read = { readonly end: 'line'; readonly text: string } | { readonly end: 'interrupted' | 'away' };

function readLine({ input, output, signal }: Question): Promise<Read> {
  return new Promise((resolve) => {
    const lines = createInterface({ input, output: output.stream, terminal: true, historySize: 0, prompt: expected });
    let read: Read | null = null;
    const end = (how: Read): void => {
      read ??= how;
      lines.close();
    };
    const onAway = (): void => end({ end: 'away' });
    signal.addEventListener('abort', onAway, { once: true });
    lines.on('line', (text) => end({ end: 'line', text }));
    lines.on('SIGINT', () => end({ end: 'interrupted' }));
    lines.on('close', () => {
      signal.removeEventListener('abort', onAway);
      if (read?.end !== 'line') output.print('');
      // Ctrl-D closes as well; it is no answer either.
      resolve(read ?? (hasEnded(input) ? { end: 'away' } : { end: 'line', text: '' }));
    });
    lines.prompt();
  });
}

function hasEnded(input: Host['stdin']): boolean {
  return !input.readable;
}
