import { symlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findWorkspaceRoot, loadConfig } from '../../src/spec/config.ts';
import { loadMission } from '../../src/spec/load.ts';
import { rig } from '../rig.ts';
import { loadText, sweep } from './mission.ts';

describe('the root of a workspace', () => {
  it('is the nearest folder with a configuration, though a git root is nearer', () => {
    const folder = rig();
    folder.write('mission.config.yaml', '');
    folder.write('inner/.git/HEAD', '');
    folder.write('inner/deep/x', '');
    expect(findWorkspaceRoot(folder.path('inner/deep'))).toBe(folder.folder);
  });

  it('is else the git root', () => {
    const folder = rig();
    folder.write('repo/.git', 'gitdir: elsewhere');
    folder.write('repo/a/b/x', '');
    expect(findWorkspaceRoot(folder.path('repo/a/b'))).toBe(folder.path('repo'));
  });

  it('is else the folder itself', () => {
    const folder = rig();
    expect(findWorkspaceRoot(folder.folder)).toBe(folder.folder);
  });
});

describe('the configuration', () => {
  it('fills in the environment', async () => {
    const folder = rig();
    folder.write(
      'mission.config.yaml',
      'provider: clawdtalk\nclawdtalk: { api_url: "https://x.example/${PART}", api_key: "${KEY}" }\nrates: { call_minute: 0.2 }\nrules: rules.yaml\ndo_not_contact: ["+13125550199"]\n',
    );
    const { config, diagnostics } = await loadConfig({
      root: folder.folder,
      shown: 'mission.config.yaml',
      env: { KEY: 'k', PART: 'v1' },
    });
    expect(diagnostics).toEqual([]);
    expect(config).toEqual({
      provider: 'clawdtalk',
      clawdtalk: { apiUrl: 'https://x.example/v1', apiKey: 'k' },
      rates: { callMinute: 0.2, sms: 0.01, currency: 'USD' },
      rules: 'rules.yaml',
      doNotContact: ['+13125550199'],
    });
  });

  it.each([
    ['modle: { name: x }', 'unknown-key', 1, 1],
    ['rates: { call_minute: -1 }', 'out-of-range', 1, 23],
    ['model: { name: x }', 'missing-key', 1, 8],
    ['provider: {{x}}', 'unquoted-template', 1, 11],
  ])('that is wrong is told where: %s', async (text, code, line, column) => {
    const { diagnostics, mission } = await loadText(sweep(), { files: { 'mission.config.yaml': text } });
    expect(mission).toBeNull();
    expect(diagnostics).toContainEqual(expect.objectContaining({ code, line, column, file: 'mission.config.yaml' }));
  });
});

describe('a file that leads out of the workspace', () => {
  it.each(['targets', 'instructions', 'mission'])('is refused: %s', async (what) => {
    const folder = rig();
    folder.write('outside/t.csv', 'name,phone\nAcme,+13125550101\n');
    folder.write('outside/i.hbs', 'You are an AI.');
    folder.write('outside/m.yaml', sweep());
    folder.write('inside/.git/HEAD', '');
    symlinkSync(folder.path('outside/t.csv'), folder.path('inside/t.csv'));
    symlinkSync(folder.path('outside/i.hbs'), folder.path('inside/i.hbs'));
    symlinkSync(folder.path('outside/m.yaml'), folder.path('inside/m.yaml'));
    folder.write('inside/targets.yaml', sweep('targets: { from: t.csv }'));
    folder.write('inside/instructions.yaml', sweep('assistant: { instructions_file: i.hbs }'));
    const file = what === 'mission' ? 'm.yaml' : `${what}.yaml`;
    const { diagnostics, mission } = await loadMission({ file, cwd: folder.path('inside'), params: {}, env: {} });
    expect(mission).toBeNull();
    expect(diagnostics.map(({ code }) => code)).toContain('outside-workspace');
  });

  it('may be a mission that the user names there, with all that lies beside it', async () => {
    const folder = rig();
    folder.write('outside/t.csv', 'name,phone\nAcme,+13125550101\n');
    folder.write('outside/m.yaml', sweep('targets: { from: t.csv }'));
    folder.write('inside/.git/HEAD', '');
    const { mission } = await loadMission({
      file: '../outside/m.yaml',
      cwd: folder.path('inside'),
      params: {},
      env: {},
    });
    expect(mission?.targets).toHaveLength(1);
  });
});
