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
    expect(folder.read('.gitignore')).toBe(`${after}.missions_state.json\n`);
  });

  it('writes a screening where no class is given and nobody can be asked, and says so', async () => {
    const folder = rig();
    const { code, stdout, stderr } = await folder.mission('init');
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: 'Wrote my-mission.yaml, a parallel-screening mission for the simulator.\n',
    });
    expect(stderr).toContain('No class was given, so it is parallel-screening.');
    for (const name of classes) expect(stderr).toContain(name);
    expect(folder.read('my-mission.yaml')).toContain('class: parallel-screening\n');
  });

  it.each([
    ['foo.yaml', 'foo'],
    ['foo.yml', 'foo'],
    ['Foo_bar.v2.yaml', 'Foo_bar.v2'],
  ])('writes the file %s where that was named', async (file, name) => {
    const folder = rig();
    await folder.mission('init', '--class', 'parallel-sweep', file);
    expect(folder.read(file)).toMatch(new RegExp(`^name: ${name}$`, 'm'));
    expect((await folder.mission('validate', file)).code).toBe(0);
  });

  it('says that a name is too long, before anything is written', async () => {
    const folder = rig();
    const { code, stderr } = await folder.mission('init', '--class', 'parallel-sweep', 'n'.repeat(400));
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: the name is too long for a file: 400 characters\n {2}Give a shorter name/);
    expect(folder.exists('.mission')).toBe(false);
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
