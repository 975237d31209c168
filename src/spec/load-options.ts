/** What loading a mission needs to be told. */
import type { LoadedConfig } from './config.ts';
import type { ContactRule } from './contact-rule.ts';
import type { SourceText } from './source.ts';
import type { Spec } from './spec.ts';

export interface LoadOptions {
  /** As the user named it; relative to `cwd`. */
  readonly file: string;
  /** Absolute. */
  readonly cwd: string;
  /** `-p key=value`, as typed. */
  readonly params: Readonly<Record<string, string>>;
  /** `--provider`. */
  readonly provider?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A model that reads conversations is there; absent: as mission.config.yaml says. */
  readonly modelAvailable?: boolean;
  /** False: the targets are not read. What needs their columns is not checked then. */
  readonly targets?: boolean;
  /** True: only the diagnostics are wanted; the mission comes without its holidays, whose data is slow to load. */
  readonly checkOnly?: boolean;
  /** Milliseconds since 1970; for what lies in the past. Absent: the machine's clock. */
  readonly now?: number;
}

export interface CheckFile {
  readonly options: LoadOptions;
  /** Absolute. */
  readonly file: string;
  /** The folder that no file may lead out of. */
  readonly within: string;
  readonly config: LoadedConfig;
  /** The program's contact rules and the workspace's. */
  readonly rules: readonly ContactRule[];
  readonly source: SourceText;
  /** From the command line. */
  readonly provider?: Spec['provider'] | undefined;
}
