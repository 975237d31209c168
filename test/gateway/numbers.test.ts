/** The list of numbers that are not contacted, as the voice gateway keeps it in the workspace's store. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { workspaceNumbers } from '../../src/cli/commands/connect/numbers.ts';
import type { Context } from '../../src/cli/context.ts';
import { adapters } from '../../src/cli/main.ts';
import type { NumberList } from '../../src/gateway/texts.ts';
import { fail } from '../../src/lib/result.ts';
import type { Store } from '../../src/run/ports.ts';
import { StoreError } from '../../src/run/store-error.ts';
import { openStore } from '../../src/store/sqlite-store.ts';
import { contextFor, perform } from '../cli/perform.ts';
import { driven } from '../contract/store-samples.ts';
import { type Rig, rig } from '../rig.ts';

const number = '+13125550101';
const live = { apiUrl: 'https://example.com/v1', apiKey: 'cc_live_secret', simulated: false, world: 'clawdtalk' };

function listIn(folder: Rig, of: Partial<Context> = {}): NumberList {
  const context = { ...contextFor(folder.folder).context, ...of };
  return workspaceNumbers(context, { account: live, log: () => undefined });
}

function storeOf(folder: Rig): Store {
  const opened = openStore({ folder: folder.path('.mission') });
  if (!opened.ok) throw new Error(opened.error.message);
  onTestFinished(() => opened.value.close());
  return opened.value;
}

const remove = (folder: Rig, ...words: string[]) =>
  perform(['optout', 'remove', number, '--reason', 'called us', ...words], { cwd: folder.folder, adapters });

describe('a no by text to the voice gateway', () => {
  it('is the person’s own word, which `optout remove` takes back with new consent alone (invariant 4)', async () => {
    const folder = rig();
    const list = listIn(folder);
    await list.refuse(number, 5);
    expect(await list.isRefused(number)).toBe(true);
    expect(storeOf(folder).optOuts()).toMatchObject([{ number, source: 'reply', world: 'clawdtalk', at: 5 }]);
    expect(await remove(folder)).toMatchObject({ code: 2, stderr: expect.stringContaining('the person said no') });
    expect(await list.isRefused(number)).toBe(true);
  });

  it('binds nobody once it was taken back, however often the inbox is read again', async () => {
    const folder = rig();
    const list = listIn(folder);
    await list.refuse(number, 5);
    expect(await remove(folder, '--new-consent')).toMatchObject({ code: 0 });
    expect(await list.isRefused(number)).toBe(false);
    const store = storeOf(folder);
    driven(store).commit({ optOuts: [{ number, world: 'clawdtalk', at: 4, reason: 'replied to a text' }] });
    expect(await list.isRefused(number)).toBe(false);
    await list.refuse(number, Date.now() + 1_000);
    expect(await list.isRefused(number)).toBe(true);
  });

  it('holds on where it cannot be stored', async () => {
    const folder = rig();
    const openStore = async () => fail({ code: 'full', message: 'the disk is full' } as const);
    const list = listIn(folder, { adapters: { ...adapters, openStore } });
    await expect(list.refuse(number, 5)).rejects.toThrow(StoreError);
    expect(await list.isRefused(number)).toBe(true);
  });
});
