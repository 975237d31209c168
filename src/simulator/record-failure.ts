/** What is said where something goes wrong with the record's file. */
import { type FileTrouble, fileTrouble } from '../lib/file-trouble.ts';
import type { StoreFailure } from '../run/ports.ts';
import { StoreError } from '../run/store-error.ts';

/** Whatever it is, the simulated service can go on no further. */
export function failureOf(error: unknown, file: string): StoreFailure {
  if (error instanceof StoreError) return error.failure;
  const trouble = fileTrouble(error);
  const known = trouble === null ? undefined : words[trouble];
  if (trouble !== null && known !== undefined)
    return { code: trouble, message: `The simulated world's record ${file} ${known.says}.`, help: known.help };
  const because = error instanceof Error ? error.message : String(error);
  return { code: 'io', message: `The simulated world's record ${file} cannot be used: ${because}.` };
}

const words: Readonly<Partial<Record<FileTrouble, { readonly says: string; readonly help: string }>>> = {
  full: { says: 'cannot grow, the disk is full', help: 'Make room and run it again.' },
  'read-only': {
    says: 'cannot be written',
    help: 'Check that you may write in its folder, and what stands in its place.',
  },
  corrupt: {
    says: 'is damaged or no database',
    help: 'Put a copy back; or move it away and cancel the run, whose simulated calls are lost with it.',
  },
  locked: { says: 'is held by another process', help: 'End that process or wait for it.' },
};
