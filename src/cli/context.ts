/**
 * What a command may touch: folders, streams, the environment and the adapters. Tests give their own, so that a command
 * runs inside the test's process.
 */
import { resolve } from 'node:path';
import pc from 'picocolors';
import type { Adapters } from './adapters.ts';
import type { GlobalOptions, LogLevel } from './invocation.ts';

/** The process around the program. */
export interface Host {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean; setRawMode?(raw: boolean): unknown };
  readonly stdout: Output;
  readonly stderr: Output;
  /** False once the reader of stdout has gone (`| head`). */
  isRead(): boolean;
  /** The machine's clock unless given. */
  readonly now?: () => number;
  /** Calls the listener when the user asks to stop. Returns how to take it off. */
  onInterrupt(listener: () => void): () => void;
}

export type Output = NodeJS.WritableStream & {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
};

export type Colours = ReturnType<typeof pc.createColors>;

/** One stream with what is known of who reads it. */
export interface Screen {
  readonly stream: Output;
  readonly terminal: boolean;
  /** Colours, or the same functions doing nothing. */
  readonly colours: Colours;
  readonly coloured: boolean;
  /** Columns; 80 where nobody knows. */
  readonly width: number;
  readonly rows: number;
  /** Writes the text and ends the line. */
  print(text: string): void;
}

export interface Context {
  /** Absolute; `-C` is followed. */
  readonly cwd: string;
  readonly env: Host['env'];
  readonly json: boolean;
  readonly debug: boolean;
  readonly logLevel?: LogLevel;
  /** Results. */
  readonly out: Screen;
  /** What a person reads while it runs. */
  readonly err: Screen;
  readonly stdin: Host['stdin'];
  /** True where a question can be asked: a terminal on both sides, and no `--json`. */
  readonly interactive: boolean;
  readonly adapters: Adapters;
  /** When a command says something about a number. */
  now(): number;
  /** False once the reader of stdout has gone. */
  isRead(): boolean;
  /** Aborted by Ctrl-C. From the first call on, Ctrl-C no longer ends the process by itself. */
  interrupt(): AbortSignal;
  /** Prints one JSON document on stdout. */
  printJson(value: unknown): void;
}

const widthDefaultColumns = 80;
const heightDefaultRows = 24;

export function makeContext(host: Host, options: GlobalOptions, adapters: Adapters): Context & { close(): void } {
  const out = screen(host.stdout, host, options);
  const err = screen(host.stderr, host, options);
  let controller: AbortController | null = null;
  let unlisten: () => void = () => undefined;
  return {
    cwd: resolve(host.cwd, options.folder ?? '.'),
    env: host.env,
    json: options.json,
    debug: options.debug,
    ...(options.logLevel === undefined ? {} : { logLevel: options.logLevel }),
    out,
    err,
    get stdin() {
      return host.stdin;
    },
    get interactive() {
      return err.terminal && !options.json && host.stdin.isTTY === true;
    },
    adapters,
    now: host.now ?? (() => Date.now()),
    isRead: () => host.isRead(),
    interrupt() {
      if (controller === null) {
        const made = new AbortController();
        controller = made;
        unlisten = host.onInterrupt(() => made.abort());
      }
      return controller.signal;
    },
    printJson: (value) => out.print(JSON.stringify(value, null, 2)),
    close: () => unlisten(),
  };
}

function screen(stream: Output, host: Host, options: GlobalOptions): Screen {
  const terminal = stream.isTTY === true;
  const coloured = terminal && options.colour && !isSet(host.env.NO_COLOR) && host.env.TERM !== 'dumb';
  return {
    stream,
    terminal,
    coloured,
    colours: pc.createColors(coloured),
    width: stream.columns ?? widthDefaultColumns,
    rows: stream.rows ?? heightDefaultRows,
    print: (text) => {
      stream.write(`${text}\n`);
    },
  };
}

/** How wide a table may be: nobody wants a run's name cut in a file. */
export function tableWidth(screen: Screen): number {
  return screen.terminal ? screen.width : Number.POSITIVE_INFINITY;
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}
