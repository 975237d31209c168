/** `mission init [--class C] [name]`: a commented starter mission in the current folder. */
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { stringify } from 'yaml';
import { leadsNowhere } from '../../lib/link.ts';
import { packageFile } from '../../lib/package-root.ts';
import { fail, ok, type Result } from '../../lib/result.ts';
import { slugOf } from '../../lib/slug.ts';
import { closest } from '../../lib/suggest.ts';
import { missionsStateName } from '../../wire/missions-state.ts';
import type { Context } from '../context.ts';
import { type CommandError, localError, report, usageError } from '../errors.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { ignoreInGit } from '../git-ignore.ts';
import type { ArgsOf } from '../invocation.ts';
import { oneLine } from '../view/width.ts';
import { stateFolder, workspaceRoot } from '../workspace.ts';

const nameDefault = 'My mission';
/** Where nobody says which, and nobody can be asked. */
const classDefault = 'parallel-screening';
/** What file systems take. */
const fileNameBytesMax = 255;
const fileNamePattern = /^(\w[\w.-]*)\.ya?ml$/i;
const schemaFile = 'mission.schema.json';

/** What each class is for, as the question puts it. */
const classHints: Readonly<Record<string, string>> = {
  'parallel-sweep': 'ask everybody the same questions',
  'parallel-screening': 'ask everybody, and rank them by a rubric',
  'sequential-negotiation': 'one after another, each knowing the best offer so far',
  'multi-round': 'rounds, each choosing from the one before',
  'gather-then-act': 'search until one fits, then act on it',
};

export async function run(context: Context, args: ArgsOf<'init'>): Promise<ExitCode> {
  const chosen = await choose(context, args);
  if (!chosen.ok) return report(context, chosen.error);
  const { missionClass } = chosen.value;
  const { name, file } = named(oneLine(chosen.value.name));
  const misuse = badName({ name, file });
  if (misuse !== null) return report(context, misuse);
  const root = await workspaceRoot(context);
  const written = await write(context, { name, file, root, template: packageFile(`templates/${missionClass}.yaml`) });
  if (!written.ok) return report(context, written.error);
  if (context.json) {
    context.printJson({ file, name, class: missionClass });
  } else {
    context.out.print(`Wrote ${file}, a ${missionClass} mission for the simulator.`);
    if (chosen.value.byDefault === true)
      context.err.print(`No class was given, so it is ${missionClass}. Others, with --class:\n${await otherClasses()}`);
    context.err.print(`\nNext:\n  mission validate ${file}\n  mission plan ${file}\n  mission run ${file}`);
  }
  return exitCodes.succeeded;
}

interface Named {
  readonly name: string;
  readonly file: string;
}

/** Whoever names a file gets that file, and a mission of the same name; any other name makes its file's. */
function named(asked: string): Named {
  const [, stem] = fileNamePattern.exec(asked) ?? [];
  return stem === undefined ? { name: asked, file: `${slugOf(asked)}.yaml` } : { name: stem, file: asked };
}

function badName({ name, file }: Named): CommandError | null {
  if (slugOf(name) === '') {
    const help = 'Give a name with letters or digits, like "Window washing".';
    return usageError({ code: 'bad-name', message: `no file can be named after ${name}`, help });
  }
  if (Buffer.byteLength(file) <= fileNameBytesMax) return null;
  const help = 'Give a shorter name; the one in the file can be changed afterwards.';
  return usageError({ code: 'bad-name', message: `the name is too long for a file: ${name.length} characters`, help });
}

interface Choice {
  readonly name: string;
  readonly missionClass: string;
  /** Nobody said which class. */
  readonly byDefault?: boolean;
}

async function choose(context: Context, args: ArgsOf<'init'>): Promise<Result<Choice, CommandError>> {
  const classes = await templateClasses();
  if (args.class === undefined && context.interactive) return ask(context, { classes, name: args.name });
  if (args.class === undefined) {
    return ok({ name: args.name ?? nameDefault, missionClass: classDefault, byDefault: true });
  }
  if (!classes.includes(args.class)) {
    const near = closest(args.class, classes);
    const help = near === undefined ? `One of: ${classes.join(', ')}.` : `Did you mean ${near}?`;
    return fail(usageError({ code: 'unknown-class', message: `there is no class ${args.class}`, help }));
  }
  return ok({ name: args.name ?? nameDefault, missionClass: args.class });
}

async function otherClasses(): Promise<string> {
  const others = (await templateClasses()).filter((each) => each !== classDefault);
  return others.map((each) => `  ${each.padEnd(24)}${classHints[each] ?? ''}`).join('\n');
}

/** The classes that there is a starter for, in the order of the table above. */
async function templateClasses(): Promise<readonly string[]> {
  const files = await readdir(packageFile('templates'));
  return Object.keys(classHints).filter((each) => files.includes(`${each}.yaml`));
}

async function ask(
  context: Context,
  known: { readonly classes: readonly string[]; readonly name: string | undefined },
): Promise<Result<Choice, CommandError>> {
  const { isCancel, select, text } = await import('@clack/prompts');
  const interrupted: CommandError = {
    code: 'interrupted',
    message: 'nothing was written',
    exit: exitCodes.interrupted,
  };
  const missionClass = await select({
    message: 'What kind of mission?',
    options: known.classes.map((value) => ({ value, label: value, hint: classHints[value] ?? '' })),
    output: context.err.stream as NodeJS.WriteStream,
  });
  if (isCancel(missionClass)) return fail(interrupted);
  const name =
    known.name ??
    (await text({
      message: 'What is it called?',
      placeholder: nameDefault,
      defaultValue: nameDefault,
      output: context.err.stream as NodeJS.WriteStream,
    }));
  if (isCancel(name)) return fail(interrupted);
  return ok({ name, missionClass });
}

interface Starter {
  readonly name: string;
  /** Relative to the current folder. */
  readonly file: string;
  readonly root: string;
  /** Absolute path of the template. */
  readonly template: string;
}

async function write(context: Context, starter: Starter): Promise<Result<null, CommandError>> {
  const { root, file } = starter;
  const path = join(context.cwd, file);
  if (existsSync(path)) {
    const help = 'Give another name, or move the file away first; init never overwrites.';
    return fail(usageError({ code: 'file-exists', message: `${file} is there already`, help }));
  }
  try {
    const state = join(root, stateFolder);
    await mkdir(state, { recursive: true });
    // Beside the store, so that an editor finds it wherever the program is installed.
    await copyFile(packageFile(`schemas/${schemaFile}`), join(state, schemaFile));
    await ignoreInGit(root, `${stateFolder}/`);
    // What was found so far, for other clients: answers of people.
    await ignoreInGit(root, missionsStateName);
    const schema = relative(context.cwd, join(state, schemaFile)).replaceAll('\\', '/');
    await writeFile(path, await filledIn(starter, schema), { flag: 'wx' });
    return ok(null);
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code === undefined) throw thrown;
    const state = join(root, stateFolder);
    const help = leadsNowhere(state)
      ? `${state} is a link that leads to nothing: remove it, or put back what it points to.`
      : 'Look at the permissions of the folder and at the free space.';
    return fail(localError({ code: 'cannot-write', message: `${file} could not be written (${code})`, help }));
  }
}

/** The template with the name in its `name:` line and the schema's place in its first comment. */
async function filledIn({ name, template }: Starter, schema: string): Promise<string> {
  const text = await readFile(template, 'utf8');
  return text
    .replace(/^(# yaml-language-server: \$schema=).*$/m, (_, comment: string) => `${comment}${schema}`)
    .replace(/^name:.*$/m, () => `name: ${stringify(name, { lineWidth: 0 }).trim()}`);
}
