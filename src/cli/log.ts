/**
 * The log: for whoever debugs the program (the journal is the record). JSON lines in `.mission/log/`, and on stderr with
 * `--log-level`. Loaded only when something is logged.
 *
 * Keys are redacted by their names, phone numbers and known secrets wherever they stand in a line.
 */
import { closeSync, mkdirSync, openSync, renameSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type Logger, multistream, pino } from 'pino';
import { maskPhones } from '../lib/phone-text.ts';
import { hidden, hideSecrets } from '../wire/secrets.ts';
import type { LogLevel } from './invocation.ts';

export type Log = Logger & { close(): void };

export interface LogOptions {
  /** The workspace's `.mission` folder; null: no file is written. */
  readonly folder: string | null;
  /** What goes to stderr; undefined: nothing. */
  readonly level?: LogLevel;
  readonly stderr: { write(text: string): unknown };
  /** Values that no line may show: API keys. */
  readonly secrets: readonly string[];
}

const fileLevel: LogLevel = 'info';
const fileBytesMax = 10 * 1024 * 1024;
/** Names of members that hold keys, at the top and one below. */
const keyNames = ['api_key', 'apiKey', 'token', 'authorization', 'Authorization', 'password', 'secret', 'cookie'];

export function openLog(options: LogOptions): Log {
  const file = options.folder === null ? null : openFile(join(options.folder, 'log'));
  const level = options.level ?? 'silent';
  const clean = (line: string): string => redactLine(line, options.secrets);
  const streams = [
    ...(file === null
      ? []
      : [{ level: laxer(fileLevel, level), stream: { write: (line: string) => file.write(clean(line)) } }]),
    ...(level === 'silent' ? [] : [{ level, stream: { write: (line: string) => options.stderr.write(clean(line)) } }]),
  ] as const;
  const logger = pino(
    {
      level: streams.length === 0 ? 'silent' : laxer(fileLevel, level),
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: keyNames.flatMap((name) => [name, `*.${name}`]), censor: hidden },
    },
    multistream([...streams], { dedupe: false }),
  );
  return Object.assign(logger, { close: () => file?.close() });
}

/** The one of two levels that lets more through. */
function laxer(a: LogLevel, b: LogLevel): Exclude<LogLevel, 'silent'> {
  const order = ['trace', 'debug', 'info', 'warn', 'error'] as const;
  return order.find((level) => level === a || level === b) ?? 'error';
}

/** Masks phone numbers but for their last four digits, however they are written, and every given secret. */
export function redactLine(line: string, secrets: readonly string[]): string {
  return hideSecrets(maskPhones(line), secrets);
}

interface LogFile {
  write(line: string): void;
  close(): void;
}

/** Null where it cannot be written: the log is never a reason to stop. One older file is kept. */
function openFile(folder: string): LogFile | null {
  try {
    mkdirSync(folder, { recursive: true });
    const path = join(folder, 'mission.log');
    if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > fileBytesMax) {
      renameSync(path, join(folder, 'mission.1.log'));
    }
    const descriptor = openSync(path, 'a', 0o600);
    let open = true;
    return {
      write(line) {
        try {
          if (open) writeSync(descriptor, line);
        } catch {
          open = false;
        }
      },
      close() {
        if (open) closeSync(descriptor);
        open = false;
      },
    };
  } catch {
    return null;
  }
}
