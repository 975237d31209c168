/** Trouble with the model while a run is carried out: what the command says of it, and what the log keeps. */
import { expect, it } from 'vitest';
import type { Adapters } from '../../src/cli/adapters.ts';
import { adapters } from '../../src/cli/main.ts';
import type { Model } from '../../src/run/ports.ts';
import { type Rig, rig, runCommand } from '../rig.ts';

const texts = `version: 1
name: Coming on Friday
class: parallel-sweep
purpose: informational
channel: sms
provider: simulator
targets:
  - { id: acme, name: Acme, phone: "+13125550101", timezone: America/Chicago }
  - { id: beta, name: Beta, phone: "+13125550102", timezone: America/Chicago }
message: "{{target.name}}, the AI assistant of Harbour Dental here: will you come on Friday?"
reply: { within: 2h }
collect: { answer: { type: string, description: Whether they come, required: true } }
retry: none
simulate:
  seed: 7
  from: "2026-11-23T16:00:00Z"
  personas:
    acme: [{ replied: "Forty-two of us, yes", after: 20m }]
    beta: [{ replied: "I will", after: 30m }]
`;
const key = 'cc_live_secret_of_the_model';
const refused = {
  ok: false,
  error: { code: 'unauthorized', message: `The model's endpoint answered 401: no for ${key} of +13125550101.` },
} as const;
const unreachable = {
  ok: false,
  error: { code: 'unavailable', message: 'The model did not answer: ECONNREFUSED.' },
} as const;

/** The simulated world with a model that fails as often, then reads what it is given. */
function failing(failures: readonly (typeof refused | typeof unreachable)[]): Adapters {
  const left = [...failures];
  const fails = <Value>(answer: Promise<Value>) => left.shift() ?? answer;
  return {
    ...adapters,
    async openWorld(options) {
      const opened = await adapters.openWorld(options);
      if (!opened.ok) return opened;
      const { model } = opened.value;
      const extract: Model['extract'] = async (request) => fails(model.extract(request));
      return { ok: true, value: { ...opened.value, model: { ...model, extract } } };
    },
  };
}

const carriedOut = (folder: Rig, made: Adapters, ...words: string[]) => {
  folder.write('m.yaml', texts);
  return runCommand(['run', 'm.yaml', ...words], {
    cwd: folder.folder,
    env: { CLAWDTALK_API_KEY: key },
    adapters: made,
  });
};

const models = (folder: Rig) =>
  folder
    .read('.mission/log/mission.log')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { readonly msg: string })
    .filter(({ msg }) => /model/.test(msg));

it('is told at once and at the end, once for each reason, and logged each time; what is read later counts', async () => {
  const folder = rig();
  const { code, stdout, stderr } = await carriedOut(folder, failing([refused, refused, unreachable]));
  expect(code).toBe(0);
  const told = stderr.split('\n').filter((line) => line.includes('The model'));
  expect(told).toEqual([
    expect.stringMatching(
      /^The model could not be asked: .* answered 401: .*asked again.*`model` in mission.config.yaml/,
    ),
    expect.stringMatching(/^The model could not be asked: .*ECONNREFUSED\. It is asked again/),
    expect.stringMatching(/answered 401: .*What it never read is marked incomplete/),
    expect.stringMatching(/ECONNREFUSED\. What it never read is marked incomplete/),
  ]);
  expect(stderr.indexOf('The model')).toBeLessThan(stderr.indexOf('acme: reached'));
  expect(stderr.lastIndexOf('The model')).toBeGreaterThan(stderr.indexOf('succeeded:'));
  expect(stdout).toContain('Forty-two of us, yes');
  expect(models(folder)).toMatchObject([
    { msg: 'model extract: unauthorized', code: 'unauthorized', key: expect.stringContaining('.acme.1') },
    { msg: 'model extract: unauthorized' },
    { msg: 'model extract: unavailable' },
    { run: 'coming-on-friday-1', msg: told[2] },
    { run: 'coming-on-friday-1', msg: told[3] },
  ]);
  for (const text of [stderr, folder.read('.mission/log/mission.log')]) {
    expect(text).not.toContain(key);
    expect(text).not.toContain('+13125550101');
  }
  expect(folder.read('.mission/log/mission.log')).not.toContain('Forty-two');
});

it('does not end the run where it lasts: the answers are marked incomplete, and why is said', async () => {
  const folder = rig();
  const made = failing(Array.from({ length: 1_000 }, () => unreachable));
  const { code, stdout, stderr } = await carriedOut(folder, made);
  expect(code).toBe(0);
  expect(stdout).toContain('Acme: answer unknown: the model did not answer');
  expect(stderr.match(/The model could not be asked/g)).toHaveLength(2);
  expect(folder.read('m.simulated.results.yaml')).toMatch(/incomplete: \[answer\]\n +unread: the model did not answer/);
});

it('leaves a document on stdout alone with --json, and is logged all the same', async () => {
  const folder = rig();
  const { code, stdout, stderr } = await carriedOut(folder, failing([unreachable]), '--json');
  expect([code, stderr]).toEqual([0, '']);
  expect(JSON.parse(stdout).status).toBe('succeeded');
  expect(models(folder)).toMatchObject([{ msg: 'model extract: unavailable' }, { run: 'coming-on-friday-1' }]);
});
