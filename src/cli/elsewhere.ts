/**
 * What a no that this process stores means for other runs: whatever those that nobody drives have scheduled for the number is
 * taken back at once. Runs that are driven hear of it themselves. Not while a run is driven that is a world of its own: what
 * somebody says there binds that world alone.
 */
import { join } from 'node:path';
import type { RunRecord, Store } from '../run/ports.ts';
import { isSimulated } from '../run/world.ts';
import type { Context } from './context.ts';
import { takeBack, takenBackLines } from './taken-back.ts';
import { stateFolder, workspaceRoot } from './workspace.ts';

const lookEveryMs = 1_000;

export interface Elsewhere {
  /** Looks once more, and says what was taken back, line by line. */
  close(): Promise<readonly string[]>;
}

export async function openElsewhere(context: Context, run: RunRecord): Promise<Elsewhere> {
  if (run.provider === 'simulator' && isSimulated(run.world)) return { close: async () => [] };
  const folder = join(await workspaceRoot(context), stateFolder);
  // A connection of its own: two drives must not share one.
  const opened = await context.adapters.openStore({ folder });
  if (!opened.ok) {
    const lines = [`What other runs have scheduled could not be looked at: ${opened.error.message}.`];
    return { close: async () => lines };
  }
  return watching(context, { store: opened.value, except: run.name });
}

function watching(context: Context, of: { readonly store: Store; readonly except: string }): Elsewhere {
  const { store } = of;
  const lines: string[] = [];
  let { last } = store.optOutNews(0);
  let work: Promise<void> = Promise.resolve();
  let busy = false;
  const look = async (): Promise<void> => {
    const news = store.optOutNews(last);
    if (news.last === last) return;
    last = news.last;
    lines.push(...takenBackLines(await takeBack(context, of)));
  };
  const begin = (): void => {
    if (busy) return;
    busy = true;
    work = look()
      .catch((thrown: unknown) => {
        const why = thrown instanceof Error ? thrown.message : String(thrown);
        lines.push(`What other runs have scheduled could not be taken back: ${why}.`);
      })
      .finally(() => {
        busy = false;
      });
  };
  const timer = setInterval(begin, lookEveryMs);
  timer.unref();
  return {
    async close() {
      clearInterval(timer);
      await work;
      begin();
      await work;
      store.close();
      return lines;
    },
  };
}
