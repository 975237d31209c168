/** A call that is scheduled by hand, until its insight can be read: the server's clock goes on when the test says so. */
import { expect, it } from 'vitest';
import { type ServiceStage, serviceStage, stageKey } from './service-stage.ts';

const at = '2026-11-24T16:00:00.000Z';
const driver = 'test';

/** Time goes on until nothing happens any more before the instant. */
async function until(stage: ServiceStage, instant: string): Promise<void> {
  const end = Date.parse(instant);
  for (let now = 0; now < end; ) {
    const answer = await stage.control('/clock/wait', { driver, until: end });
    now = (answer as { now: number }).now;
  }
}

it('is pending, then completed, with a conversation whose insight can be read', async () => {
  const stage = await serviceStage({ apiKey: stageKey });
  await stage.control('/clock/hold', { driver });
  const api = async (...words: string[]): Promise<string> => {
    const { code, stdout, stderr } = await stage.folder.mission('api', ...words);
    expect({ words, code, stderr }).toEqual({ words, code: 0, stderr: '' });
    return stdout;
  };
  const id = (line: string): string => line.trim().split('\n')[0]?.split(': ')[1] ?? '';
  const mission = id(await api('create-mission', 'Cakes', 'Ask for the price'));
  const run = id(await api('create-run', mission, '{}'));
  const assistant = id(await api('create-assistant', 'Caller', 'You are an AI.', ''));
  const number = id(await api('get-available-phone'));
  const from: Record<string, string> = {};
  for (const other of ['+13125550101', '+13125550102', '+13125550103', '+13125550104', '+13125550105']) {
    from[other] = id(await api('schedule-call', assistant, other, number, at, mission, run));
  }
  const events = Object.values(from);
  expect(await api('get-event', assistant, events[0] ?? '')).toBe('Status: pending\n');
  await until(stage, '2026-11-24T18:00:00.000Z');
  const lines = await Promise.all(events.map((event) => api('get-event', assistant, event)));
  const conversations: string[] = [];
  for (const line of lines) {
    expect(line).toMatch(
      /^Status: (completed|failed), call_status: [a-z-]+(, conversation_id: \S+)?(, retry_count: \d+)?\n$/,
    );
    const found = /conversation_id: ([^\s,]+)/.exec(line)?.[1];
    if (found !== undefined) conversations.push(found);
  }
  expect(await api('list-events-assistant', assistant)).toMatch(
    /^(\S+: (completed|failed), call_status=[a-z-]+\n){5}$/,
  );
  expect(conversations.length).toBeGreaterThan(0);
  for (const conversation of conversations) expect(await api('get-insights', conversation)).toMatch(/^Insight: .+\n/);
});
