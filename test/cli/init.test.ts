import { describe, expect, it } from 'vitest';
import { rig } from '../rig.ts';

const classes = [
  'parallel-sweep',
  'parallel-screening',
  'sequential-negotiation',
  'multi-round',
  'gather-then-act',
] as const;

describe('mission init', () => {
  it.each(classes)('writes a starter of the class %s that is valid', async (name) => {
    const folder = rig();
    expect(await folder.mission('init', '--class', name, 'Ask around!')).toMatchObject({ code: 0 });
    expect(folder.read('ask-around.yaml')).toMatch(/^name: Ask around!$/m);
    expect(folder.read('ask-around.yaml')).toContain(`class: ${name}\n`);
    const { code, stdout } = await folder.mission('validate', 'ask-around.yaml', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ ok: true });
    expect(code).toBe(0);
  });

  it.each(['#hash', 'yes: no', '"quoted"', '$& and $1', 'null', '{{x}}'])('keeps the name %j', async (name) => {
    const folder = rig();
    await folder.mission('init', '--class', 'parallel-sweep', name);
    const { parse } = await import('yaml');
    const file = (await folder.mission('init', '--class', 'parallel-sweep', name, '--json')).stdout;
    expect(JSON.parse(file)).toMatchObject({ error: { code: 'file-exists' } });
    const path = /\S+\.yaml/.exec(JSON.parse(file).error.message)?.[0] ?? '';
    expect(parse(folder.read(path)).name).toBe(name);
  });

  it('puts the schema where the file says it is, for editors', async () => {
    const folder = rig();
    folder.write('mission.config.yaml', '{}\n');
    folder.write('deep/down/keep', '');
    await folder.mission('init', '-C', 'deep/down', '--class', 'parallel-sweep');
    expect(folder.read('deep/down/my-mission.yaml')).toContain('$schema=../../.mission/mission.schema.json\n');
    const schema = await folder.mission('schema');
    expect(folder.read('.mission/mission.schema.json')).toBe(schema.stdout);
  });

  it('never overwrites a file', async () => {
    const folder = rig();
    folder.write('mine.yaml', 'precious\n');
    const { code, stdout } = await folder.mission('init', '--class', 'parallel-sweep', 'Mine', '--json');
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'file-exists' } });
    expect(folder.read('mine.yaml')).toBe('precious\n');
  });

  it.each([
    [undefined, '.mission/\n'],
    ['node_modules/', 'node_modules/\n.mission/\n'],
    ['a\r\n', 'a\r\n.mission/\n'],
    ['.mission\n', '.mission\n'],
    ['/.mission/\n', '/.mission/\n'],
  ])('keeps the store out of git: %j becomes %j', async (before, after) => {
    const folder = rig();
    if (before !== undefined) folder.write('.gitignore', before);
    await folder.mission('init', '--class', 'parallel-sweep', 'One');
    await folder.mission('init', '--class', 'parallel-sweep', 'Two');
    expect(folder.read('.gitignore')).toBe(after);
  });

  it('lists the classes where none is given and nobody can be asked', async () => {
    const { code, stderr } = await rig().mission('init');
    expect(code).toBe(2);
    for (const name of classes) expect(stderr).toContain(name);
  });

  it.each([
    [['--class', 'parallel-sweeep'], 'unknown-class', 'Did you mean parallel-sweep?'],
    [['--class', 'x'], 'unknown-class', 'One of: parallel-sweep'],
    [['--class', 'parallel-sweep', '!!!'], 'bad-name', 'letters or digits'],
  ])('refuses %j as %s', async (words, code, help) => {
    const folder = rig();
    const { code: exit, stdout } = await folder.mission('init', ...words, '--json');
    expect(exit).toBe(2);
    expect(JSON.parse(stdout).error).toMatchObject({ code });
    expect(JSON.parse(stdout).error.help).toContain(help);
    expect(folder.exists('.mission')).toBe(false);
  });

  it('says so where the folder cannot be written', async () => {
    const folder = rig();
    folder.write('.mission', 'a file where the folder should be');
    const { code, stdout } = await folder.mission('init', '--class', 'parallel-sweep', '--json');
    expect(code).toBe(5);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'cannot-write' } });
  });
});
