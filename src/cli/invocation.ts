/**
 * What the user asked for: one closed union of commands, and the options that every command has.
 * `parse.ts` makes it from the command line; `commands/<command>.ts` carries it out.
 */
import type { ServiceInvocation } from './service-invocation.ts';

export type Invocation =
  | { readonly command: 'init'; readonly name?: string; readonly class?: string }
  | ({ readonly command: 'validate'; readonly files: readonly string[] } & SpecInputs)
  | ({
      readonly command: 'plan';
      readonly file: string;
      /** A target's id: its rendered prompt is printed instead of the plan. */
      readonly prompt?: string;
      /** Where the list of all contacts is written. */
      readonly contacts?: string;
    } & SpecInputs)
  | ({
      readonly command: 'explain';
      /** Absent: `target` is a number, and no mission is asked about. */
      readonly file?: string;
      /** A target's id, or a phone number. */
      readonly target: string;
      /** The instant to explain, as typed. */
      readonly at?: string;
    } & SpecInputs)
  | ({
      readonly command: 'run';
      readonly file: string;
      readonly fresh: boolean;
      readonly seed?: number;
      readonly approve: readonly string[];
      readonly wait: boolean;
      readonly dryRun: boolean;
      readonly onlyFailed?: string;
    } & SpecInputs)
  | { readonly command: 'resume'; readonly run?: string; readonly wait: boolean }
  | { readonly command: 'tick'; readonly run?: string; readonly every?: string }
  | { readonly command: 'list' }
  | { readonly command: 'status'; readonly run?: string }
  | { readonly command: 'show'; readonly run?: string; readonly target: string }
  | { readonly command: 'logs'; readonly run?: string; readonly follow: boolean }
  | { readonly command: 'approve'; readonly run?: string; readonly gate: string }
  | { readonly command: 'deny'; readonly run?: string; readonly gate: string }
  | { readonly command: 'pause'; readonly run?: string }
  | { readonly command: 'cancel'; readonly run?: string }
  | { readonly command: 'results'; readonly run?: string }
  | OptOutInvocation
  | { readonly command: 'forget'; readonly number: string; readonly dryRun: boolean }
  | SimulatorInvocation
  | ConnectInvocation
  | ServiceInvocation
  | { readonly command: 'schema' };

/** `mission simulator`. Times and shares as typed. */
export interface SimulatorInvocation {
  readonly command: 'simulator';
  readonly port?: number;
  readonly host?: string;
  readonly allowRemote: boolean;
  readonly seed?: number;
  readonly from?: string;
  readonly speed?: string;
  readonly state?: string;
  readonly accounts?: number;
  readonly numbers?: number;
  readonly faults?: string;
  readonly log?: string;
  /** As older servers, which never touch a plan. */
  readonly old: boolean;
}

/** `mission optout ACTION`. Numbers and reasons as typed. */
type OptOutInvocation = { readonly command: 'optout' } & (
  | { readonly action: 'add'; readonly numbers: readonly string[]; readonly reason: string }
  | { readonly action: 'remove'; readonly number: string; readonly reason: string; readonly newConsent: boolean }
  | { readonly action: 'list'; readonly history: boolean }
  | { readonly action: 'import'; readonly file: string; readonly column?: string; readonly reason?: string }
);

/** `mission connect ACTION`: the voice gateway. */
export type ConnectAction = 'run' | 'start' | 'stop' | 'restart' | 'status' | 'watchdog';

interface ConnectInvocation {
  readonly command: 'connect';
  readonly action: ConnectAction;
  readonly allowRemoteGateway: boolean;
  /** True: begun by `start`, with nobody to print to. */
  readonly detached: boolean;
}

export type CommandName = Invocation['command'];
export type ArgsOf<Name extends CommandName> = Extract<Invocation, { readonly command: Name }>;

/** What fills a mission file in from outside. */
export interface SpecInputs {
  /** `-p key=value`, as typed. */
  readonly params: Readonly<Record<string, string>>;
  readonly provider?: string;
}

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent';
export const logLevels: readonly LogLevel[] = ['trace', 'debug', 'info', 'warn', 'error', 'silent'];

/** Options that every command takes. */
export interface GlobalOptions {
  readonly json: boolean;
  readonly colour: boolean;
  /** `-C`: the folder to act in. */
  readonly folder?: string;
  readonly logLevel?: LogLevel;
  readonly debug: boolean;
}
