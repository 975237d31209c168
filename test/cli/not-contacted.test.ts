/** Single calls and texts to numbers that said no, or of which nobody can tell. */
import { describe, expect, it } from 'vitest';
import { type ServiceStage, serviceStage } from './service-stage.ts';

const number = '+13125550101';
const lines: readonly (readonly string[])[] = [
  ['call', '--to', number],
  ['sms', 'send', number, 'Hello'],
  ['api', 'schedule-call', 'a', number, '+19895550100', '2026-11-24T13:00:00Z', 'm', 'r'],
  ['api', 'schedule-sms', 'a', '(312) 555-0101', '+19895550100', '2026-11-24T13:00:00Z', 'Hello'],
];

/** Nothing was asked of the service, and what was printed is one document where one was asked for. */
async function refused(stage: ServiceStage, words: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await stage.folder.mission(...words);
  const json = await stage.folder.mission(...words, '--json');
  expect(code).toBe(words[0] === 'api' ? 1 : json.code);
  expect(code).toBeGreaterThan(0);
  expect(stdout).toBe('');
  expect(JSON.parse(json.stdout).error.message).toEqual(expect.any(String));
  expect(stage.requests).toEqual([]);
  return stderr;
}

describe.each(lines)('%s %s', (...words) => {
  it('is refused to a number of the workspace’s list', async () => {
    const stage = await serviceStage();
    stage.folder.write('mission.config.yaml', `do_not_contact: ["${number}"]\n`);
    expect(await refused(stage, words)).toContain(`${number} is not contacted any more`);
  });

  it('is refused to a number that was opted out by hand', async () => {
    const stage = await serviceStage();
    await stage.folder.mission('optout', 'add', number, '--reason', 'letter');
    expect(await refused(stage, words)).toContain(`${number} is not contacted any more`);
  });

  it('is refused while nobody can read the list, or the store', async () => {
    const unreadable = await serviceStage();
    unreadable.folder.write('mission.config.yaml', 'do_not_contact: [ "a friend" ]\n');
    expect(await refused(unreadable, words)).toContain('nothing was done');
    const broken = await serviceStage();
    broken.folder.write('.mission/mission.db', 'this is no database'.repeat(100));
    expect(await refused(broken, words)).not.toBe('');
  });
});
