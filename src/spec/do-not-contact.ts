/** The workspace's own list of numbers that no mission contacts: `do_not_contact` of mission.config.yaml, a list or a file. */
import { relative, resolve } from 'node:path';
import type { LoadedConfig } from './config.ts';
import type { Diagnostic } from './diagnostic.ts';
import { readNumberList } from './number-list.ts';
import { parsePhone } from './phone.ts';
import { readTextFile } from './read-file.ts';

/** Room for some millions of numbers. */
export const listBytesMax = 64 * 2 ** 20;

export interface DoNotContact {
  /** E.164. */
  readonly numbers: ReadonlySet<string>;
  /** A line that is no number is an error: somebody who said no would be called. */
  readonly diagnostics: readonly Diagnostic[];
}

interface Where {
  readonly config: Pick<LoadedConfig, 'config' | 'place'>;
  /** The workspace's root, absolute. */
  readonly root: string;
  /** What messages name files relative to. */
  readonly cwd: string;
}

export async function readDoNotContact({ config, root, cwd }: Where): Promise<DoNotContact> {
  const listed = config.config.doNotContact;
  if (listed === undefined) return { numbers: new Set(), diagnostics: [] };
  if (typeof listed !== 'string') return { numbers: inlineNumbers(listed), diagnostics: [] };
  const path = resolve(root, listed);
  const shown = relative(cwd, path);
  const read = await readTextFile({ path, shown, within: root, bytesMax: listBytesMax });
  if (!read.ok) {
    const { code, message, help, at } = read.error;
    const place = at === undefined ? config.place(['do_not_contact']) : { file: shown, path: 'do_not_contact', ...at };
    return { numbers: new Set(), diagnostics: [{ code, severity: 'error', message, help, ...place }] };
  }
  const { numbers, bad } = readNumberList({ text: read.value.text, file: shown });
  return { numbers: new Set(numbers.map(({ number }) => number)), diagnostics: bad };
}

/** Those that are none were reported with the configuration. */
function inlineNumbers(listed: readonly string[]): ReadonlySet<string> {
  return new Set(
    listed.flatMap((text) => {
      const parsed = parsePhone(text);
      return parsed.ok ? [parsed.value.e164] : [];
    }),
  );
}
