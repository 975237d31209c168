/**
 * What the voice gateway hears of missions, stored for the runs of its workspace: they leave it the socket, and read the store as they
 * do when another run holds it. Runs of other workspaces poll.
 */
import type { WriteLine } from '../../../gateway/log.ts';
import type { Others } from '../../../gateway/voice-gateway.ts';
import { pushOf } from '../../../provider/push-messages.ts';
import type { Push } from '../../../run/ports.ts';
import { StoreError } from '../../../run/store-error.ts';
import { type Account, keyHash } from '../../../wire/account.ts';
import type { Context } from '../../context.ts';
import { withWorkspaceStore } from './workspace-store.ts';

/** What waits to be stored; more than that is lost, as any hint may be. */
const waitingMax = 1_000;

export function workspaceHints(
  context: Context,
  of: { readonly account: Account; readonly log: WriteLine },
): Others | undefined {
  // A run at a simulator server hears what happens from the server's clock.
  if (of.account.simulated) return undefined;
  const account = keyHash(of.account.apiKey);
  const waiting: Push[] = [];
  let isStoring = false;
  const storeAll = async (): Promise<void> => {
    isStoring = true;
    try {
      while (waiting.length > 0) {
        const pushes = waiting.splice(0);
        await withWorkspaceStore(context, {
          make: false,
          use: async ({ service }) => {
            for (const push of pushes) service.hear(account, { at: context.now(), push });
          },
        });
      }
    } catch (thrown) {
      // Whatever it is, calls are answered all the same.
      const why = thrown instanceof Error && !(thrown instanceof StoreError) ? thrown.stack : String(thrown);
      of.log('WARN', `what was heard of missions was not stored: ${why}`);
    } finally {
      isStoring = false;
    }
  };
  const put = (push: Push): void => {
    if (waiting.length < waitingMax) waiting.push(push);
    if (!isStoring) void storeAll();
  };
  return {
    heard(message) {
      const push = pushOf(message);
      if (push !== null) put(push);
    },
    missed: () => put({ kind: 'missed' }),
  };
}
