/** What a message advises must be possible, and be about what is wrong. */
import { mkdirSync, symlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { rig } from '../rig.ts';
import { sweep } from './sample-missions.ts';

const bolt = '{ id: bolt, name: Bolt, phone: "+13125550102", timezone: America/Chicago }';

async function said(files: Readonly<Record<string, string>>, line: string): Promise<string> {
  const folder = rig();
  for (const [path, text] of Object.entries(files)) folder.write(path, text);
  const { stdout, stderr } = await folder.mission(...line.split(' '));
  return `${stdout}${stderr}`;
}

describe('the next step', () => {
  it('of a simulated mission names no provider that cannot be reached', async () => {
    const text = await said({ 'hours.yaml': sweep }, 'validate hours.yaml');
    expect(text).toContain('nobody will be called.\n  Whom it calls and what they answer is made up');
    expect(text).not.toContain('clawdtalk');
  });

  it.each([
    ['a bad number', bolt.replace('+13125550102', '12'), 'invalid: skip'],
    ['a number twice', bolt.replace('0102', '0101'), 'duplicates: first'],
  ])('for %s among inline targets is nothing that only a file of targets has', async (_, line, advice) => {
    const inline = await said({ 'hours.yaml': sweep.replace(bolt, line) }, 'validate hours.yaml');
    expect(inline).toMatch(/error\[\w+-phone\]/);
    expect(inline).not.toContain(advice);
    const listed = sweep
      .replace(/^targets:\n([\s\S]*?)^assistant:/m, 'targets:\n  from:\n$1assistant:')
      .replace(bolt, line);
    expect(await said({ 'hours.yaml': listed.replaceAll('  - { id', '    - { id') }, 'validate hours.yaml')).toContain(
      advice,
    );
  });

  it.each([
    ['run hours.yaml -p dya=Monday', '1 error in the params', 'the file is fine'],
    ['plan none.yaml', 'there is no mission to read in none.yaml', 'Name a mission file'],
    ['plan folder.yaml', 'there is no mission to read in folder.yaml', 'Name a mission file'],
  ])('after `%s` is not to mend the file', async (line, message, help) => {
    const text = await said({ 'hours.yaml': sweep, 'folder.yaml/x': '' }, line);
    expect(text).toContain(`error: ${message}; nothing was done\n`);
    expect(text).toContain(help);
    expect(text).not.toContain('mission validate');
  });

  it.each([
    ['mon-sun', 'Write mon-fri, all (every day), or a list of days: [mon, tue, sat].'],
    ['mon-fr', 'Did you mean mon-fri? Write mon-fri, all (every day), or a list'],
    ['[mon, tues]', 'Did you mean tue? One of: mon, tue, wed, thu, fri, sat, sun.'],
  ])('for the days %s says what to write', async (days, help) => {
    const text = await said({ 'hours.yaml': `${sweep}schedule: { days: ${days} }\n` }, 'validate hours.yaml');
    expect(text).toContain('error[wrong-value] hours.yaml');
    expect(text).toContain(help);
  });

  it('names the file whose errors they are', async () => {
    const files = { 'hours.yaml': sweep, 'mission.config.yaml': 'rates: { sms: abc }\nfoo: 1\n' };
    const text = await said(files, 'run hours.yaml');
    expect(text).toContain('error: mission.config.yaml has 2 errors; nothing was done\n');
    expect(text).toContain('Expected a number, found text.\n  What a text costs. For example: 0.01\n');
    const both = await said(
      { ...files, 'hours.yaml': sweep.replace('class: parallel-sweep', 'class: x') },
      'run hours.yaml',
    );
    expect(both).toContain('mission.config.yaml has 2 errors, hours.yaml has 1 error; nothing was done\n');
  });

  it('for a link that leads to nothing is about the link', async () => {
    const folder = rig();
    symlinkSync('nowhere', folder.path('hours.yaml'));
    const { stderr } = await folder.mission('run', 'hours.yaml');
    expect(stderr).toContain('hours.yaml is a link that leads to nothing.\n  Mend the link');
    expect(stderr).not.toContain('Did you mean');
  });

  it.each(['run hours.yaml', 'list', 'init'])(
    'says that .mission is a link that leads to nothing (%s)',
    async (line) => {
      const folder = rig();
      folder.write('hours.yaml', sweep);
      mkdirSync(folder.path('.git'));
      symlinkSync('nowhere', folder.path('.mission'));
      const { code, stderr } = await folder.mission(...line.split(' '));
      expect(code).toBe(5);
      expect(stderr).toContain(`${folder.path('.mission')} is a link that leads to nothing`);
      expect(stderr).not.toContain('permissions');
    },
  );

  it.each([
    ['assistant: { instructions: "You are an AI. It was {{rounds.one.collected.price}}." }', 'has no `one`'],
    ['targets: "rounds.one.score > 1.0"', 'has no `one`'],
  ])('of a first round that asks for one before is that there is none: %s', async (part, message) => {
    const round = `rounds: [{ id: first, ${part.startsWith('targets') ? part : `targets: all, ${part}`} }]`;
    const text = await said(
      { 'hours.yaml': `${sweep.replace('class: parallel-sweep', 'class: multi-round')}${round}\n` },
      'validate hours.yaml',
    );
    expect(text).toContain(`\`rounds\` ${message}.\n  No round comes before this one; a round sees those before it.\n`);
  });

  it('for all names together is to name one', async () => {
    const text = await said({ 'hours.yaml': sweep.replace('{{target.name}}', '{{@root}}') }, 'validate hours.yaml');
    expect(text).toContain('These are all names together.\n  Name one of them: target, params');
  });

  it('of show without a target is the target', async () => {
    const folder = rig();
    folder.write('hours.yaml', sweep);
    for (let runs = 0; runs < 2; runs += 1) await folder.mission('run', 'hours.yaml');
    for (const word of ['hours.yaml', 'opening-hours-1']) {
      const { code, stderr } = await folder.mission('show', word);
      expect(code).toBe(2);
      expect(stderr).toBe(
        `error: ${word} names a run; say which target of it\n  \`mission show ${word} TARGET\`; its targets: acme, bolt, cedar.\n`,
      );
    }
    expect((await folder.mission('show', 'other.yaml')).stderr).toContain('other.yaml has no run in this workspace');
    expect((await folder.mission('show', 'acme')).stderr).toContain('there are 2 runs; say which one');
  });
});
