/** Loads mission texts in a folder of the test's own. Where a problem is expected, the text is marked: `hours: «x»`. */
import { expect } from 'vitest';
import type { Diagnostic } from '../../src/spec/diagnostic.ts';
import { type Loaded, loadMission } from '../../src/spec/load.ts';
import type { LoadOptions } from '../../src/spec/load-options.ts';
import { rig } from '../rig.ts';

/** The clock of all tests. */
export const now = Date.parse('2026-11-23T15:00:00Z');

export interface LoadTextOptions extends Partial<Omit<LoadOptions, 'file' | 'cwd'>> {
  /** By path. */
  readonly files?: Readonly<Record<string, string>>;
}

/** The text as mission.yaml. Git's root is the folder, so that nothing around it plays a part. */
export async function loadText(text: string, options: LoadTextOptions = {}): Promise<Loaded> {
  const { files = {}, ...rest } = options;
  const folder = rig();
  folder.write('.git/HEAD', '');
  folder.write('mission.yaml', text);
  for (const [path, content] of Object.entries(files)) folder.write(path, content);
  return loadMission({ file: 'mission.yaml', cwd: folder.folder, params: {}, env: {}, now, ...rest });
}

/** A sweep that is right; `lines` are added to it, or take the place of its own by key. */
export function sweep(lines = ''): string {
  return withLines(
    [
      'version: 1',
      'name: Opening hours',
      'class: parallel-sweep',
      'purpose: inquiry',
      'targets:',
      '  - { id: acme, name: Acme, phone: "+13125550101", timezone: America/Chicago, size: 3 }',
      '  - { id: bolt, name: Bolt, phone: "+13125550102", timezone: America/Chicago, size: 4 }',
      'assistant: { instructions: "You are an AI assistant. Ask {{target.name}} when they open." }',
      'collect: { opens: { type: string }, price: { type: number } }',
      'provider: simulator',
    ].join('\n'),
    lines,
  );
}

/** Replaces the top-level sections that the lines begin anew; the rest of them goes to the end. */
export function withLines(text: string, lines: string): string {
  const fresh = sections(lines);
  const old = sections(text).filter(({ key }) => !fresh.some((section) => section.key === key));
  return `${[...old, ...fresh].map((section) => section.text).join('\n')}\n`;
}

function sections(text: string): { key: string; text: string }[] {
  const found: { key: string; text: string }[] = [];
  for (const line of text.split('\n')) {
    const key = /^«?([\w-]+)»?:/.exec(line)?.[1];
    const last = found.at(-1);
    if (key !== undefined) found.push({ key, text: line });
    else if (last === undefined) found.push({ key: '', text: line });
    else last.text += `\n${line}`;
  }
  return found.filter((section) => section.text.trim() !== '');
}

export interface Expected {
  readonly code: string;
  readonly severity?: Diagnostic['severity'];
  /** A part of the message or of the help. */
  readonly says?: string;
  /** Other codes that may come along. */
  readonly besides?: readonly string[];
}

/** Expects the problem at the marked place, with the marked length, and no other than those named. */
export async function expectProblem(marked: string, expected: Expected, options: LoadTextOptions = {}): Promise<void> {
  const start = marked.indexOf('«');
  const end = marked.indexOf('»');
  const text = marked.replace('«', '').replace('»', '');
  const { diagnostics, mission } = await loadText(text, options);
  const shown = diagnostics.filter(({ code }) => code !== 'simulated');
  const found = shown.find(({ code }) => code === expected.code);
  expect(found, `${expected.code} among ${JSON.stringify(shown, null, 1)}`).toBeDefined();
  if (found === undefined) return;
  if (start !== -1) {
    const before = marked.slice(0, start);
    const place = {
      line: before.split('\n').length,
      column: [...before.slice(before.lastIndexOf('\n') + 1)].length + 1,
    };
    expect({ line: found.line, column: found.column }).toEqual(place);
    if (end !== -1) expect(found.length).toBe([...marked.slice(start + 1, end)].length);
  }
  const severity = expected.severity ?? 'error';
  expect(found.severity).toBe(severity);
  if (severity === 'error') expect(mission).toBeNull();
  if (expected.says !== undefined) expect(`${found.message} ${found.help}`).toContain(expected.says);
  const others = shown.filter((each) => each !== found && !(expected.besides ?? []).includes(each.code));
  expect(others.map(({ code, message }) => `${code}: ${message}`)).toEqual([]);
}

/** Loads what must be right, and returns it. */
export async function loadRight(text: string, options: LoadTextOptions = {}) {
  const { diagnostics, mission } = await loadText(text, options);
  expect(diagnostics.filter(({ code }) => code !== 'simulated')).toEqual([]);
  if (mission === null) throw new Error('not loaded');
  return mission;
}
