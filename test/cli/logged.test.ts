import { describe, expect, it } from 'vitest';
import { openLog } from '../../src/cli/log.ts';
import { loggedProvider } from '../../src/cli/logged.ts';
import type { Answer, Provider } from '../../src/run/ports.ts';

function provider(answer: Answer<{ readonly ref: string }>): Provider {
  const unused = () => Promise.reject(new Error('not asked here'));
  return {
    name: 'simulator',
    world: 'sim:test',
    prepare: unused,
    update: unused,
    place: () => Promise.resolve(answer),
    read: unused,
    list: unused,
    withdraw: unused,
    insight: unused,
    inbox: unused,
    ask: unused,
    approval: unused,
    onPush: () => () => undefined,
    close: () => Promise.resolve(),
  };
}

async function placed(answer: Answer<{ readonly ref: string }>, level: 'debug' | 'info') {
  const lines: string[] = [];
  const log = openLog({ folder: null, level, secrets: [], stderr: { write: (line: string) => lines.push(line) } });
  const got = await loggedProvider(provider(answer), { log, secrets: [] }).place({
    assistant: 'a',
    mission: 'm',
    channel: 'call',
    to: '+13125550101',
    from: '+13125550102',
    scheduledAt: 0,
    metadata: { key: 'k', run: 'r', contact: 'c', target: 't' },
  });
  return { got, lines };
}

describe('a logged provider', () => {
  const fine = { ok: true, value: { ref: 'r1' }, serviceAt: 0 } as const;
  const lost = { ok: false, error: { code: 'lost', message: 'no answer' } } as const;

  it.each([fine, lost])('answers as the provider does: %o', async (answer) => {
    expect((await placed(answer, 'info')).got).toBe(answer);
  });

  it('logs a failure, with numbers masked', async () => {
    const { lines } = await placed(lost, 'info');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('provider place: lost');
    expect(lines[0]).toContain('+xxxxxxx0101');
    expect(lines[0]).not.toContain('3125550101');
  });

  it('logs everything at the level debug only', async () => {
    expect((await placed(fine, 'info')).lines).toHaveLength(0);
    expect((await placed(fine, 'debug')).lines).toHaveLength(1);
  });
});
