/** What every store keeps for a service across a network. */
import { expect, it } from 'vitest';
import { dayMs } from '../../src/lib/time.ts';
import type { NewRun, Store } from '../../src/run/ports.ts';
import { noon, sampleRun, sampleSpec } from './store-samples.ts';

function atService(slug: string): NewRun {
  const run = sampleRun({ slug, world: 'clawdtalk' });
  return { ...run, source: { ...run.source, spec: { ...sampleSpec, slug, provider: 'clawdtalk' } } };
}

export function serviceContract(open: () => Store): void {
  it('keeps how far each run was mirrored, apart from its journal', () => {
    const store = open();
    const [first, second] = [store.createRun(atService('first')).name, store.createRun(atService('second')).name];
    expect(store.service.mirrored(first)).toBeNull();
    store.service.saveMirrored(first, { seq: 3, done: false, state: { open: ['calls'] } });
    store.service.saveMirrored(first, { seq: 7, done: false, state: {} });
    store.service.saveMirrored(second, { seq: 1, done: false, state: {} });
    expect(store.service.mirrored(first)).toEqual({ seq: 7, done: false, state: {} });
    expect(store.service.mirrored(second)?.seq).toBe(1);
    expect(store.run(first)?.seq).toBe(0);
  });

  it('names the runs that the service has not heard all of, and no simulated ones', () => {
    const store = open();
    store.createRun(sampleRun());
    const names = ['a', 'b', 'c'].map((slug) => store.createRun(atService(slug)).name);
    expect(store.service.unmirrored()).toEqual(names);
    store.service.saveMirrored('b-1', { seq: 9, done: true, state: {} });
    store.service.saveMirrored('c-1', { seq: 9, done: false, state: {} });
    expect(store.service.unmirrored()).toEqual(['a-1', 'c-1']);
  });

  it('hands what the socket said to whoever reads on from an id, by account, for a day', () => {
    const { service } = open();
    const hint = { kind: 'approval', id: 'r1' } as const;
    expect(service.heardLast('one')).toBe(0);
    service.hear('one', { at: noon, push: hint });
    service.hear('two', { at: noon, push: { kind: 'insight', conversation: 'c1' } });
    const last = service.heardLast('one');
    service.hear('one', { at: noon + dayMs, push: { kind: 'attempt', ref: 'e1' } });
    expect(service.heard('one', 0).map(({ push }) => push)).toEqual([hint, { kind: 'attempt', ref: 'e1' }]);
    expect(service.heard('one', last)).toMatchObject([{ at: noon + dayMs, push: { kind: 'attempt', ref: 'e1' } }]);
    expect(service.heardLast('one')).toBeGreaterThan(last);
    service.hear('one', { at: noon + dayMs + 1, push: hint });
    expect(service.heard('one', 0)).toHaveLength(2);
  });
}
