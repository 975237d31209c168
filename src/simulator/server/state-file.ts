/** The file in which a server keeps everything: one server at a time holds it, and nobody but its owner reads it, for keys are in it. */
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { type FileLock, takeFileLock } from '../../lib/file-lock.ts';
import { fail, ok, type Result } from '../../lib/result.ts';
import type { StoreFailure } from '../../run/ports.ts';
import { WorldRecord } from '../record.ts';
import { failureOf } from '../record-failure.ts';

export interface StateFile {
  readonly record: WorldRecord;
  close(): void;
}

const memory = ':memory:';

/** `file` absent: everything is forgotten with the process. */
export function openState(file: string | undefined): Result<StateFile, StoreFailure> {
  const held = file === undefined ? ok(null) : hold(file);
  if (!held.ok) return held;
  const opened = WorldRecord.open(file ?? memory);
  if (!opened.ok) {
    held.value?.release();
    const { error } = opened;
    return error.code === 'corrupt'
      ? fail({ ...error, help: 'Put a copy back, or give --state another file.' })
      : opened;
  }
  const record = opened.value;
  return ok({
    record,
    close() {
      record.close();
      held.value?.release();
    },
  });
}

function hold(file: string): Result<FileLock, StoreFailure> {
  try {
    mkdirSync(dirname(file), { recursive: true });
    const lock = takeFileLock(`${file}.lock`);
    if (lock === null) {
      const message = `Another simulator keeps its state in ${file}.`;
      return fail({ code: 'locked', message, help: 'End that one, or give --state another file.' });
    }
    closeSync(openSync(file, 'a', 0o600));
    return ok(lock);
  } catch (error) {
    return fail(failureOf(error, file));
  }
}
