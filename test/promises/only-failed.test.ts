/** `--only-failed RUN`: those alone whom the run did not reach, in everything that is planned, asked and done. */
import { describe, expect, it } from 'vitest';
import { type Rig, rig } from '../rig.ts';

const mission = (gates = ''): string => `version: 1
name: Reminders
class: parallel-sweep
purpose: informational
provider: simulator
targets:
  - { id: ann, name: Ann, phone: "+13125550101", timezone: America/Chicago }
  - { id: bob, name: Bob, phone: "+13125550102", timezone: America/Chicago }
  - { id: cat, name: Cat, phone: "+13125550103", timezone: America/Chicago }
channel: sms
message: "An AI assistant of Dr Reed writes: see you on Friday, {{target.name}}."
reply: { within: 1h }
retry: none
${gates}
simulate:
  from: "2026-11-23T17:00:00Z"
  personas:
    ann: [delivered]
    bob: [undelivered, delivered]
    cat: [{ replied: STOP, after: 5m }]
`;

const launch = 'approve: [{ id: launch, before: calls, ask: "Text {{plan.contacts}} for {{plan.cost}}?" }]';

async function contacts(folder: Rig, ...words: string[]): Promise<readonly string[]> {
  const { stdout } = await folder.mission('run', 'reminders.yaml', ...words, '--json');
  return (JSON.parse(stdout).contacts ?? []).map(({ target }: { readonly target: string }) => target);
}

describe('only the failed', () => {
  it('are tried again, and nobody who said stop', async () => {
    const folder = rig();
    folder.write('reminders.yaml', mission());
    expect(await contacts(folder)).toEqual(['ann', 'bob', 'cat']);
    expect(await contacts(folder, '--only-failed', 'reminders-1')).toEqual(['bob']);
    const plan = JSON.parse(
      (await folder.mission('run', 'reminders.yaml', '--only-failed', 'reminders-1', '--dry-run', '--json')).stdout,
    );
    expect(plan.contacts.map(({ target }: { readonly target: string }) => target)).toEqual(['bob']);
    expect(plan.excluded).toEqual([
      { target: 'ann', rule: 'only-failed', reason: 'reached by reminders-1' },
      { target: 'cat', rule: 'only-failed', reason: 'opted out in reminders-1' },
    ]);
  });

  it('are what the gate asks about, and make a plan of their own', async () => {
    const folder = rig();
    folder.write('reminders.yaml', mission(launch));
    await folder.mission('run', 'reminders.yaml', '--approve', 'launch');
    const asked = await folder.mission('run', 'reminders.yaml', '--only-failed', 'reminders-1', '--no-wait');
    expect(asked.code).toBe(3);
    expect(asked.stderr).toContain('Text 1 for 0.01 USD?');
    const whole = await folder.mission('run', 'reminders.yaml', '--no-wait');
    expect(whole.code).toBe(2);
    expect(whole.stderr).toContain('reminders-2 is unfinished');
  });

  it('are everybody where a gate was denied', async () => {
    const folder = rig();
    folder.write('reminders.yaml', mission(launch));
    await folder.mission('run', 'reminders.yaml', '--no-wait');
    await folder.mission('deny', 'reminders-1', 'launch');
    expect((await folder.mission('resume', 'reminders-1')).code).toBe(1);
    expect(await contacts(folder, '--only-failed', 'reminders-1', '--approve', 'launch')).toEqual([
      'ann',
      'bob',
      'cat',
    ]);
  });

  it('are none where all were reached, and none of another mission', async () => {
    const folder = rig();
    folder.write(
      'reminders.yaml',
      mission().replace('[undelivered, delivered]', '[delivered]').replace('{ replied: STOP, after: 5m }', 'delivered'),
    );
    folder.write('other.yaml', mission().replace('name: Reminders', 'name: Other'));
    await folder.mission('run', 'reminders.yaml');
    await folder.mission('run', 'other.yaml');
    const none = await folder.mission('run', 'reminders.yaml', '--only-failed', 'reminders-1');
    expect(none.code).toBe(2);
    expect(none.stderr).toContain('reminders-1 left nobody unreached');
    const other = await folder.mission('run', 'reminders.yaml', '--only-failed', 'other-1');
    expect(other.code).toBe(2);
    expect(other.stderr).toContain('other-1 is a run of another mission, Other');
    expect(folder.exists('.mission')).toBe(true);
    expect((await folder.mission('list', '--json')).stdout.match(/"run"/g)).toHaveLength(2);
  });
});

describe('--approve of a run that has begun', () => {
  it('answers the gate that asks', async () => {
    const folder = rig();
    folder.write('reminders.yaml', mission(launch));
    await folder.mission('run', 'reminders.yaml', '--no-wait');
    const { code, stderr } = await folder.mission('run', 'reminders.yaml', '--approve', 'launch');
    expect(code).toBe(0);
    expect(stderr).toContain('Gate launch is approved as sha256:');
  });

  it('is refused where the gate does not ask yet', async () => {
    const folder = rig();
    const two = 'approve: [{ id: launch, before: calls, ask: "Go?" }, { id: sure, before: calls, ask: "Sure?" }]';
    folder.write('reminders.yaml', mission(two));
    await folder.mission('run', 'reminders.yaml', '--no-wait');
    const { code, stderr } = await folder.mission('run', 'reminders.yaml', '--approve', 'sure', '--no-wait');
    expect(code).toBe(2);
    expect(stderr).toContain('mission approve reminders-1 sure');
  });
});
