/** What a store keeps for a service across a network, in memory. */
import { dayMs } from '../../src/lib/time.ts';
import type { RunRecord } from '../../src/run/ports.ts';
import type { Heard, MirrorCursor, ServiceStore } from '../../src/run/service-port.ts';

const copy = <Data>(data: Data): Data => JSON.parse(JSON.stringify(data)) as Data;

export function memoryService(): (runs: () => Iterable<RunRecord>) => ServiceStore {
  const cursors = new Map<string, MirrorCursor>();
  let heard: (Heard & { readonly account: string })[] = [];
  let last = 0;
  return (runs) => ({
    mirrored: (run) => copy(cursors.get(run) ?? null),
    saveMirrored: (run, cursor) => {
      cursors.set(run, copy(cursor));
    },
    unmirrored: () =>
      [...runs()]
        .filter(({ provider, name }) => provider === 'clawdtalk' && cursors.get(name)?.done !== true)
        .map(({ name }) => name),
    hear(account, { at, push }) {
      last += 1;
      heard = [...heard.filter((one) => one.at >= at - dayMs), { id: last, account, at, push: copy(push) }];
    },
    heard: (account, after) =>
      heard.filter((one) => one.account === account && one.id > after).map(({ account: _, ...one }) => copy(one)),
    heardLast: (account) => Math.max(0, ...heard.filter((one) => one.account === account).map(({ id }) => id)),
  });
}
