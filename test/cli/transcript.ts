/** A session at the command line as text: what golden files hold. */
import type { Rig } from '../rig.ts';

/**
 * Runs each command line in the rig's folder. The transcript shows `$ mission …`, stdout as it is, stderr behind `! `, and
 * the exit code where it is not 0. Paths of the folder read `<folder>`.
 */
export async function transcript(folder: Rig, lines: readonly string[]): Promise<string> {
  let text = '';
  for (const line of lines) {
    const { code, stdout, stderr } = await folder.mission(...words(line));
    text += `$ mission ${line}\n${stdout}${marked(stderr)}${code === 0 ? '' : `[exit ${code}]\n`}\n`;
  }
  return text.replaceAll(folder.folder, '<folder>');
}

/** Split at spaces; double quotes keep words together. */
function words(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
}

function marked(stderr: string): string {
  return stderr.replace(/^(.*)\n/gm, (_, line: string) => `${`! ${line}`.trimEnd()}\n`);
}
