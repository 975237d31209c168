/** The workspace's numbers that are not contacted, as the voice gateway asks for them. */
import type { WriteLine } from '../../../gateway/log.ts';
import type { NumberList } from '../../../gateway/texts.ts';
import type { Account } from '../../../wire/account.ts';
import type { Context } from '../../context.ts';
import { isLeft, takeBack } from '../../taken-back.ts';
import { withWorkspaceStore } from './workspace-store.ts';

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
