/** What every semantic check is given: the draft, what is known around it, and where to say what is wrong. */

import type { Config } from './config.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { MissionDraft, RoundDraft } from './draft.ts';
import type { MissionRules } from './mission-rules.ts';
import type { Report } from './report.ts';
import type { BrokenParts } from './schema-check.ts';
import type { ScopeNames } from './scope.ts';
import type { Path } from './source.ts';
import type { Spec } from './spec.ts';
import type { YamlPlaces } from './yaml-places.ts';

export interface Inspection {
  readonly draft: MissionDraft;
  readonly rounds: readonly RoundDraft[];
  readonly broken: BrokenParts;
  readonly params: Spec['params'];
  readonly provider: Spec['provider'];
  readonly config: Config;
  readonly rules: MissionRules;
  /** A model that reads conversations is set up. */
  readonly modelAvailable: boolean;
  readonly now: number;
  /** The columns of the targets; null where they could not be read. */
  readonly columns: ScopeNames | null;
  readonly targets: { readonly ids: ReadonlySet<string> } | null;
  /** Files of instructions with what is wrong in them, by the path of the key that names them. */
  readonly instructionFiles: ReadonlyMap<string, Report>;
  add(problem: Problem): void;
}

export interface Problem {
  readonly code: string;
  /** Absent: an error. */
  readonly severity?: Diagnostic['severity'];
  readonly path: Path;
  /** What is marked; absent: the value. */
  readonly mark?: 'value' | 'key' | 'firstLine';
  /** A part of the text at the path. */
  readonly part?: { readonly offset: number; readonly length: number };
  readonly message: string;
  readonly help: string;
}

/** Adds problems to a report, by their path; what lies in a part that could not be read is left out. */
export function problemAdder(of: {
  readonly report: Report;
  readonly places: YamlPlaces;
  readonly broken: BrokenParts;
}): Inspection['add'] {
  return ({ code, severity = 'error', path, mark = 'value', part, message, help }) => {
    if (of.broken.has(path)) return;
    const range = part === undefined ? of.places[mark](path) : of.places.inside(path, part);
    of.report.add({ code, severity, path, message, help, range });
  };
}
