import { expect, test } from 'vitest';
import type { Rows } from '../../src/simulator/record-schema.ts';
import { Writer } from '../../src/simulator/writer.ts';

function rig(options: { readonly fails?: () => boolean } = {}) {
  const log: string[] = [];
  const record = {
    add: (rows: Rows) => {
      if (options.fails?.() === true) throw Object.assign(new Error('no room'), { code: 'SQLITE_FULL' });
      log.push(`written ${rows.withdrawn.length / 2}`);
    },
    setAt: (at: number) => {
      log.push(`at ${at}`);
    },
  };
  const writer = new Writer(record, 'world.db');
  const ask = async (number: number) => {
    writer.add('withdrawn', number, 0);
    const durable = await writer.durable();
    log.push(`answered ${number} ${durable}`);
  };
  return { writer, ask, log };
}

test('no request is answered before it is written, and those that come together share one write', async () => {
  const { ask, log } = rig();
  await Promise.all([ask(1), ask(2), ask(3)]);
  expect(log).toEqual(['written 3', 'answered 1 true', 'answered 2 true', 'answered 3 true']);
});

test('requests that come one microtask after the other still share a write', async () => {
  const { ask, log } = rig();
  const all: Promise<void>[] = [];
  let turn = Promise.resolve();
  for (let number = 1; number <= 5; number += 1) turn = turn.then(() => void all.push(ask(number)));
  await turn;
  await Promise.all(all);
  expect(log.filter((line) => line.startsWith('written'))).toEqual(['written 5']);
});

test('a request after an answered one is written on its own', async () => {
  const { ask, log } = rig();
  await ask(1);
  await ask(2);
  expect(log).toEqual(['written 1', 'answered 1 true', 'written 1', 'answered 2 true']);
});

test('after a write that failed nothing is written any more, and nobody is told otherwise', async () => {
  let full = true;
  const { writer, ask, log } = rig({ fails: () => full });
  await Promise.all([ask(1), ask(2)]);
  full = false;
  await ask(3);
  writer.close(5);
  expect(log).toEqual(['answered 1 false', 'answered 2 false', 'answered 3 false']);
  expect(writer.broken?.code).toBe('full');
});

test('closing writes what is left, then the instant', () => {
  const { writer, log } = rig();
  writer.add('withdrawn', 1, 0);
  writer.close(5);
  expect(log).toEqual(['written 1', 'at 5']);
});
