/** The workspace's numbers that are not contacted, as the voice gateway asks for them. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { WriteLine } from '../../../gateway/log.ts';
import type { NumberList } from '../../../gateway/texts.ts';
import type { Store } from '../../../run/ports.ts';
import { StoreError } from '../../../run/store-error.ts';
import type { Account } from '../../../wire/account.ts';
import type { Context } from '../../context.ts';
import { isLeft, takeBack } from '../../taken-back.ts';
import { stateFolder, workspaceRoot } from '../../workspace.ts';

/** The store is opened for each question: the voice gateway runs for months, and other commands want it to themselves. */
export function workspaceNumbers(
  context: Context,
  of: { readonly account: Account; readonly log: WriteLine },
): NumberList {
  const { account, log } = of;
  /** Until it is stored, and for ever where it could not be: who is asked about a number meanwhile says no too. */
  const said = new Set<string>();
  return {
    async isRefused(number) {
      if (said.has(number)) return true;
      const isStored = await withWorkspaceStore(context, {
        make: false,
        use: async (store) => store.optedOut({ number, world: account.world }),
      });
      return isStored === true || said.has(number);
    },
    async refuse(number, at) {
      said.add(number);
      // Nobody really said it.
      if (account.simulated) return;
      await withWorkspaceStore(context, {
        make: true,
        use: async (store) => {
          const reason = 'said no in a text to the voice gateway';
          store.addOptOuts([{ number, at, reason, source: 'reply', world: account.world }]);
          // From here on the store says it, and says so too once the owner has taken it back.
          said.delete(number);
          const taken = await takeBack(context, { store });
          if (isLeft(taken))
            log('ERROR', `what is scheduled for ${number} could not be taken back; \`mission optout add\` tries again`);
        },
      });
    },
  };
}

/** Undefined: there is no store, and none is to be made. Throws StoreError. */
async function withWorkspaceStore<Value>(
  context: Context,
  { make, use }: { readonly make: boolean; readonly use: (store: Store) => Promise<Value> },
): Promise<Value | undefined> {
  const folder = join(await workspaceRoot(context), stateFolder);
  if (!make && !existsSync(join(folder, 'mission.db'))) return undefined;
  const opened = await context.adapters.openStore({ folder });
  if (!opened.ok) throw new StoreError(opened.error);
  try {
    return await use(opened.value);
  } finally {
    opened.value.close();
  }
}
