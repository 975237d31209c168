/**
 * The voice gateway's log: lines for people, `[2026-11-24T12:00:00Z] INFO: …`. What callers say is not in it, only how long it was.
 *
 * Owns: the log's file. Above a mebibyte it becomes `….1`, at the start and while it runs; one older file is kept.
 *
 * 1. No line holds a key or a whole phone number, whoever wrote it.
 * 2. A log that cannot be written is no reason to stop.
 */
import { closeSync, openSync, readSync, renameSync, statSync, writeSync } from 'node:fs';
import { maskPhones } from '../lib/phone-text.ts';
import { isoInstant } from '../lib/time.ts';
import type { Timers } from '../lib/timers.ts';
import { hideSecrets } from '../wire/secrets.ts';

export type LineLevel = 'INFO' | 'WARN' | 'ERROR';
export type WriteLine = (level: LineLevel, text: string) => void;

export interface LineLog {
  readonly write: WriteLine;
  /** The last lines of the file, at most 200, each cut to 2,000 characters. */
  tail(): readonly string[];
  close(): void;
}

export interface LineLogOptions {
  readonly file: string;
  readonly timers: Timers;
  /** Values that no line may show. */
  readonly secrets: readonly string[];
  /** Gets every line as well. */
  readonly echo?: (line: string) => void;
}

export const logBytesMax = 1_048_576;
const tailLinesMax = 200;
const tailBytesMax = 512 * 1_024;
const lineCharsMax = 2_000;

export function openLineLog({ file, timers, secrets, echo }: LineLogOptions): LineLog {
  let descriptor: number | null = null;
  let closed = false;
  let bytes = 0;
  const reopen = (): void => {
    rotate(file);
    bytes = sizeOf(file);
    try {
      descriptor = openSync(file, 'a', 0o600);
    } catch {
      descriptor = null;
    }
  };
  const hide = (text: string): string => cleaned(text, secrets);
  reopen();
  return {
    write(level, text) {
      const line = `[${isoInstant(timers.now())}] ${level}: ${hide(text)}`;
      echo?.(line);
      if (descriptor === null && !closed) reopen();
      if (descriptor === null) return;
      try {
        bytes += writeSync(descriptor, `${line}\n`);
        if (bytes <= logBytesMax) return;
        closeSync(descriptor);
        descriptor = null;
      } catch {
        // A full disk may have room again later: the next line tries.
      }
    },
    tail: () => lastLines(file).map(hide),
    close() {
      closed = true;
      if (descriptor !== null) closeSync(descriptor);
      descriptor = null;
    },
  };
}

/** Makes room where the file has grown too large. */
export function rotate(file: string): void {
  if (sizeOf(file) <= logBytesMax) return;
  try {
    renameSync(file, `${file}.1`);
  } catch {
    // It grows on, then: better than no log.
  }
}

/** The last lines of a log, oldest first; of the file before it where it has just begun. */
export function lastLines(file: string, linesMax = tailLinesMax): readonly string[] {
  const now = linesAtEnd(file);
  const before = now.length >= linesMax ? [] : linesAtEnd(`${file}.1`);
  return [...before, ...now].slice(-linesMax).map((line) => line.slice(0, lineCharsMax));
}

function cleaned(text: string, secrets: readonly string[]): string {
  const line = text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
  // Cut last: half of a secret is one too.
  return maskPhones(hideSecrets(line, secrets)).slice(0, lineCharsMax);
}

function sizeOf(file: string): number {
  try {
    return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  } catch {
    return 0;
  }
}

function linesAtEnd(file: string): readonly string[] {
  const size = sizeOf(file);
  let descriptor: number;
  try {
    descriptor = openSync(file, 'r');
  } catch {
    return [];
  }
  try {
    const buffer = Buffer.alloc(Math.min(size, tailBytesMax));
    const read = readSync(descriptor, buffer, 0, buffer.length, Math.max(0, size - buffer.length));
    const lines = buffer
      .toString('utf8', 0, read)
      .split('\n')
      .filter((line) => line !== '');
    // The first of them may be the end of a longer one.
    return size > buffer.length ? lines.slice(1) : lines;
  } catch {
    return [];
  } finally {
    closeSync(descriptor);
  }
}
