/** Diagnostics as the commands show them. */
import type { Diagnostic } from '../spec/diagnostic.ts';
import { formatDiagnostic } from '../spec/diagnostic-text.ts';
import type { Screen } from './context.ts';

/** The JSON of `mission validate`: lines and columns from 1. */
export function diagnosticEntry(diagnostic: Diagnostic): Readonly<Record<string, unknown>> {
  const { code, severity, file, line, column, path, message, help } = diagnostic;
  return { code, severity, file, line, column, path, message, help };
}

/** Each with its place, excerpt, caret and fix, an empty line after each. */
export function printDiagnostics(screen: Screen, diagnostics: readonly Diagnostic[]): void {
  for (const diagnostic of diagnostics) screen.print(`${formatDiagnostic(diagnostic, { colour: screen.coloured })}\n`);
}
