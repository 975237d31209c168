/** How many requests a contact takes over HTTP, and whom each assistant calls with which prompt. */
import { expect, onTestFinished, test } from 'vitest';
import { Service } from '../../src/provider/service.ts';
import { fakeService } from '../support/fake-service.ts';
import type { RandomMission } from '../support/random-mission.ts';
import { sweep } from '../support/sweep.ts';
import { type HttpRun, type HttpRunOptions, httpRun } from './http-run.ts';
import { requestsPerContact } from './request-count.ts';
import { sharedSweep } from './shared-sweep.ts';

async function ran(mission: RandomMission, options: HttpRunOptions = {}): Promise<HttpRun> {
  const run = await httpRun(mission, options);
  if (run === null) throw new Error('nobody to call');
  await run.drive();
  expect(run.store.contactCounts(run.run.name)).toEqual({ reached: mission.targets.length });
  return run;
}

test('a contact takes little more than one request to place, one to read and one for the insight', async () => {
  const contacts = 40;
  const run = await ran(sharedSweep(contacts), { bySocket: true });
  const { place, read, insight, other } = requestsPerContact(run.requests, contacts);
  expect(place).toBe(1);
  expect(read).toBeLessThan(1.5);
  expect(insight).toBeLessThan(1.5);
  expect(other).toBe(0);
  await run.close();
});

test('where nothing is told everything is polled, and an assistant’s calls with one request', async () => {
  const contacts = 40;
  const run = await ran(sharedSweep(contacts), { hears: () => [] });
  const { place, read } = requestsPerContact(run.requests, contacts);
  expect(place).toBe(1);
  expect(read).toBeLessThan(2);
  await run.close();
});

test('targets that are called at the same time each hear their own prompt (invariant 12)', async () => {
  const mission = sweep();
  const run = await ran(mission);
  const { shelf, world } = run.server.service;
  const calls = [...shelf.all('scheduled')].map((scheduled) => ({
    scheduled,
    dialled: world.event(scheduled.number)?.dialled,
  }));
  // All of them were under way at once, each at an assistant of its own.
  const begin = Math.max(...calls.map(({ dialled }) => dialled?.at ?? 0));
  expect(calls.every(({ dialled }) => (dialled?.endedAt ?? 0) > begin)).toBe(true);
  expect(new Set(calls.map(({ scheduled }) => scheduled.assistant)).size).toBe(mission.targets.length);
  const prompts = new Map(
    [...run.server.service.options.record.all('prompt')].map((row) => [Number(row.number), String(row.instructions)]),
  );
  const heard = calls.map(({ scheduled, dialled }) => [scheduled.metadata?.target, prompts.get(dialled?.prompt ?? 0)]);
  expect(Object.fromEntries(heard)).toEqual({
    a: 'You are an AI assistant calling a.',
    b: 'You are an AI assistant calling b.',
    c: 'You are an AI assistant calling c.',
  });
  await run.close();
});

test('many requests that are repeated at once are no reason for a warning', async () => {
  const { client } = await fakeService(() => ({ status: 503 }));
  const warned: string[] = [];
  const hear = ({ message }: Error): void => void warned.push(message);
  process.on('warning', hear);
  onTestFinished(() => void process.off('warning', hear));
  const service = new Service({ client, now: () => 0, repeat: { retriesMax: 1, minMs: 50, maxMs: 60 } });
  await Promise.all(Array.from({ length: 40 }, () => service.ask({ method: 'GET', path: '/me' })));
  await service.close();
  expect(warned).toEqual([]);
});
