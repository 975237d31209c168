import { describe, expect, it } from 'vitest';
import { MirrorService } from '../../src/mirror/service.ts';
import { FakeService, fakeClient } from './fake-service.ts';
import { older } from './mirror-rig.ts';

function serviceWith(count: number, oldestFirst: boolean) {
  const fake = new FakeService({ kind: { ...older, oldestFirst }, steps: [], run: 'ours', mission: 'm1' });
  for (let seq = 1; seq <= count; seq += 1) {
    const payload = { mission_seq: seq, mission_run: seq % 2 === 0 ? 'ours' : 'theirs' };
    fake.answer({
      method: 'POST',
      path: '/missions/m1/runs/r1/events',
      body: { type: 'custom', summary: '', payload },
    });
  }
  fake.seen.length = 0;
  const place = { mission: 'm1', run: 'r1' };
  const open = { isOpen: true };
  const client = fakeClient(fake, () => 'ok').client;
  return { fake, open, service: new MirrorService(client, { place, run: 'ours', isOpen: () => open.isOpen }) };
}

describe('our events on the service’s list', () => {
  it.each([
    ['newest first', false, 1],
    ['oldest first', true, 2],
  ])('are found from the end on where it is %s', async (_, oldestFirst, pages) => {
    const { fake, service } = serviceWith(220, oldestFirst);
    const there = await service.eventsAfter(210);
    expect(there.ok && [...there.value].toSorted((a, b) => a - b)).toEqual([212, 214, 216, 218, 220]);
    expect(fake.seen).toHaveLength(pages);
  });

  it.each([false, true])('are all found where none was known (oldest first: %s)', async (oldestFirst) => {
    const { fake, service } = serviceWith(220, oldestFirst);
    const there = await service.eventsAfter(0);
    expect(there.ok && there.value.size).toBe(110);
    expect(fake.seen).toHaveLength(5);
  });

  it('are none where the list is empty', async () => {
    const { service } = serviceWith(0, false);
    expect(await service.eventsAfter(0)).toEqual({ ok: true, value: new Set() });
  });
});

it('asks nothing once its mirror is closed', async () => {
  const { fake, open, service } = serviceWith(1, false);
  open.isOpen = false;
  expect(await service.writeStep('calls', 'completed')).toMatchObject({ ok: false });
  expect(fake.seen).toEqual([]);
});
