/** The files that `instructions_file` names. */
import { relative } from 'node:path';
import type { MissionDraft, RoundDraft } from './draft.ts';
import type { Inspection } from './inspection.ts';
import type { CheckFile } from './load-options.ts';
import { besideFile, readTextFile } from './read-file.ts';
import { Report } from './report.ts';
import { type Path, pathText, SourceText } from './source.ts';
import { templateCharsMax } from './template-tree.ts';

/** A character has up to four bytes. */
const instructionBytesMax = 4 * templateCharsMax;

/** A report for each, by the path of the key that names the file. What cannot be read is reported there. */
export async function readInstructions(
  of: Pick<CheckFile, 'file' | 'within' | 'options'> & {
    readonly draft: MissionDraft;
    readonly rounds: readonly RoundDraft[];
    readonly add: Inspection['add'];
  },
): Promise<ReadonlyMap<string, Report>> {
  const reports = new Map<string, Report>();
  for (const { name, path } of namesOf(of.rounds)) {
    const key = pathText(path);
    if (reports.has(key)) continue;
    const absolute = besideFile(of.file, name);
    const read = await readTextFile({ path: absolute, shown: name, within: of.within, bytesMax: instructionBytesMax });
    if (read.ok) {
      const file = relative(of.options.cwd, absolute);
      reports.set(key, new Report(new SourceText({ file, text: read.value.text })));
      continue;
    }
    const { code, message, help, at } = read.error;
    const where = at === undefined ? '' : ` It is in line ${at.line}, column ${at.column}.`;
    of.add({ code, path, message: `${message}${where}`, help });
  }
  return reports;
}

function namesOf(rounds: readonly RoundDraft[]): readonly { readonly name: string; readonly path: Path }[] {
  return rounds.flatMap((round) => {
    const name = round.assistant?.instructions_file;
    return name === undefined ? [] : [{ name, path: round.pathOf('assistant', 'instructions_file') }];
  });
}
