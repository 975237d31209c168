/** A model that cannot be asked leaves answers unread: it is said at once, once, and stands in the log without what people said. */
import { expect, it } from 'vitest';
import { loggedModel } from '../../src/cli/logged.ts';
import type { Model } from '../../src/run/ports.ts';

const key = 'cc_live_secret';
const refused = { ok: false, error: { code: 'unauthorized', message: `no for ${key} of +13125550101` } } as const;

it('is told with its reason, without keys, numbers or words', async () => {
  const lines: unknown[] = [];
  const told: string[] = [];
  const model: Model = { name: 'm', extract: async () => refused, judge: async () => refused };
  const logged = loggedModel(model, {
    log: { warn: (of: unknown, text: unknown) => lines.push([of, text]) } as never,
    secrets: [key],
    onFailure: (message) => told.push(message),
  });
  const asked = { key: 'a1', target: 'acme', summary: 'She said forty-two.' };
  expect(await logged.extract({ ...asked, collect: {} })).toEqual(refused);
  await logged.judge({ ...asked, criterion: { id: 'c', question: 'Q?', scale: 5 }, collected: {} });
  expect(told).toHaveLength(2);
  const text = JSON.stringify([lines, told]);
  expect(text).toContain('model extract: unauthorized');
  expect(text).toContain('no for');
  for (const hidden of [key, '3125550101', 'forty-two']) expect(text).not.toContain(hidden);
});
