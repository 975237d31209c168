import { describe, expect, it } from 'vitest';
import { expectProblem, loadText, sweep, withLines } from '../mission.ts';

const gate = '{ id: launch, before: calls, ask: "Go?" }';

describe('the simulated world', () => {
  it.each([
    ['shares above one', sweep('simulate: { default: «{ answered: 0.7, busy: 0.4 }» }'), 'out-of-range', '1.1'],
    [
      'an approver of no gate',
      sweep(`approve: [${gate}]\nsimulate: { approver: { «lunch»: approved } }`),
      'unknown-gate',
      'Did you mean launch?',
    ],
  ])('is refused: %s', async (_, text, code, says) => expectProblem(text, { code, says }));

  it.each([
    ['a persona of nobody', sweep('simulate: { personas: { «acmee»: [busy] } }'), 'unknown-target'],
    ['a text’s outcome for a call', sweep('simulate: { personas: { acme: [«delivered»] } }'), 'wrong-outcome'],
    [
      'a call’s outcome for a text',
      sweep('channel: sms\nmessage: Hello\nreply: { within: 1h }\nsimulate: { personas: { acme: [«busy»] } }'),
      'wrong-outcome',
    ],
    [
      'a field that nobody collects',
      sweep('simulate: { personas: { acme: [{ answered: 9s, collected: { «prise»: 3 } }] } }'),
      'unknown-field',
    ],
  ])('is warned of: %s', async (_, text, code) => expectProblem(text, { code, severity: 'warning' }));
});

describe('the provider', () => {
  const real = sweep().replace('provider: simulator\n', '');
  const config = 'model: { base_url: https://models.example, name: m, api_key: "${KEY}" }\nrates: { currency: EUR }\n';

  it('that calls nobody is warned of', async () => {
    const { diagnostics } = await loadText(sweep());
    expect(diagnostics).toMatchObject([{ code: 'simulated', severity: 'warning', line: 10, column: 11 }]);
  });

  it('is clawdtalk, unless the configuration, the file or the command line says otherwise, the later wins', async () => {
    const load = (options: Parameters<typeof loadText>[1]) =>
      loadText(withLines(real, 'name: x'), { modelAvailable: true, ...options });
    expect((await load({})).mission?.spec.provider).toBe('clawdtalk');
    expect((await load({ files: { 'mission.config.yaml': 'provider: simulator' } })).mission?.spec.provider).toBe(
      'simulator',
    );
    expect((await load({ provider: 'simulator' })).mission?.spec.provider).toBe('simulator');
    expect((await loadText(sweep(), { provider: 'clawdtalk', modelAvailable: true })).mission?.spec.provider).toBe(
      'clawdtalk',
    );
  });

  it('that is none is refused', async () => {
    await expectProblem(
      sweep(),
      { code: 'unknown-provider', says: 'Did you mean simulator?' },
      { provider: 'simulater' },
    );
  });

  it('that is real needs a model to read answers', async () => {
    await expectProblem(real.replace('collect:', '«collect»:'), { code: 'needs-model', says: 'mission.config.yaml' });
    const judged = withLines(
      real.replace(/collect:.*\n/, ''),
      'rubric: { criteria: [{ id: a, weight: 1, «judge»: Nice? }] }',
    );
    await expectProblem(judged, { code: 'needs-model', says: 'judge' });
    const { mission } = await loadText(real, { files: { 'mission.config.yaml': config }, env: { KEY: 'secret' } });
    expect(mission?.workspace.config).toMatchObject({
      model: { baseUrl: 'https://models.example', name: 'm', apiKey: 'secret' },
      rates: { callMinute: 0.12, sms: 0.01, currency: 'EUR' },
    });
  });

  it('that is real needs its keys in the environment', async () => {
    const { diagnostics, mission } = await loadText(real, { files: { 'mission.config.yaml': config } });
    expect(mission).toBeNull();
    expect(diagnostics).toMatchObject([
      { code: 'missing-env', file: 'mission.config.yaml', line: 1, column: 62, path: 'model.api_key' },
    ]);
    expect((await loadText(sweep(), { files: { 'mission.config.yaml': config } })).mission).not.toBeNull();
  });
});
