/** `mission account` and `mission voices` where the service does not do as it should. */
import { expect, it } from 'vitest';
import { rig } from '../rig.ts';
import { type FakeReply, fakeService } from '../support/fake-service.ts';

async function told(words: readonly string[], reply: FakeReply) {
  const { account } = await fakeService(() => reply);
  const folder = rig({ env: { CLAWDTALK_API_URL: account.apiUrl, CLAWDTALK_API_KEY: account.apiKey } });
  return folder.mission(...words);
}

it('a change that the service does not show is none', async () => {
  const { code, stdout, stderr } = await told(['account', 'set', '--agent', 'Daisy', '--role', 'Clerk'], {
    body: { agent_name: 'Iris', bot_role: 'Clerk' },
  });
  expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
  expect(stderr).toMatch(/shows another agent\b/);
});

it('a change without an answer may have been made', async () => {
  const { code, stderr } = await told(['account', 'set', '--agent', 'Daisy'], { status: 502 });
  expect({ code, stderr }).toEqual({ code: 4, stderr: expect.stringContaining('may have been changed all the same') });
});

it('what the service says stays on its line, and what it does not say has none', async () => {
  const { code, stdout } = await told(['account'], { body: { greeting: 'Hello\n\u001b[31mthere', quota: 'much' } });
  expect(code).toBe(0);
  expect(stdout.split('\n').filter((line) => line.startsWith('greeting'))).toEqual([
    expect.stringMatching(/^greeting {6}Hello .*there$/),
  ]);
  for (const unsaid of ['\u001b', 'used', 'plan']) expect(stdout).not.toContain(unsaid);
});

it.each([{}, { voices: 'many' }, []])('voices that are no list are an error: %j', async (body) => {
  const { code, stderr } = await told(['voices'], { body });
  expect({ code, stderr }).toEqual({ code: 4, stderr: expect.stringContaining('without a list of voices') });
});

it('voices that lack anything are shown with what they have, and without an id not at all', async () => {
  const { code, stdout, stderr } = await told(['voices'], { body: { voices: [{ id: 'V.one' }, 7, null] } });
  expect({ code, lines: stdout.split('\n')[1], stderr }).toEqual({
    code: 0,
    lines: 'V.one',
    stderr: '1 of 1 voices.\n',
  });
});
