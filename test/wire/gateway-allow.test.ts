import { chmodSync, lstatSync, readdirSync, statSync, symlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { allowTool, withToolAllowed } from '../../src/wire/gateway-allow.ts';
import { rig } from '../rig.ts';
import { unwritable } from '../unwritable.ts';

const plain = `{
    "gateway": {
        "port": 18789,
        "tools": {
            "allow": [
                "other"
            ]
        }
    },
    "tools": {
        "allow": [
            "read"
        ]
    },
    "ids": [
        2911183098009880238,
        1.0
    ]
}
`;

describe('the tool on the gateway’s list', () => {
  it('is added there alone, and all else stays as it was written', () => {
    expect(withToolAllowed(plain)).toEqual({
      kind: 'changed',
      text: plain.replace('"other"', '"other",\n                "sessions_send"'),
    });
  });

  it.each(['{}', '{"gateway": {}}', '{"gateway": {"tools": {}}}', '{"gateway": {"tools": {"allow": []}}}'])(
    'makes what is missing: %s',
    (text) => {
      const next = withToolAllowed(text);
      expect(next.kind === 'changed' && JSON.parse(next.text)).toEqual({
        gateway: { tools: { allow: ['sessions_send'] } },
      });
    },
  );

  it('is there already', () => {
    expect(withToolAllowed('{"gateway": {"tools": {"allow": ["sessions_send"]}}}')).toEqual({ kind: 'already' });
  });

  it.each([
    ['{ // ours\n "gateway": {} }', 'comments'],
    ['{ gateway: { port: 1 } }', 'comments'],
    ['{"gateway": {},}', 'comments'],
    ['', 'comments'],
    ['[]', 'not made as expected'],
    ['{"gateway": []}', 'not made as expected'],
    ['{"gateway": {"tools": {"allow": "all"}}}', 'not made as expected'],
    ['{"gateway": {"tools": {"deny": ["sessions_send"]}}}', 'gateway.tools.deny'],
  ])('is left to the user where the file is not to be rewritten: %j', (text, why) => {
    expect(withToolAllowed(text)).toEqual({ kind: 'by-hand', why: expect.stringContaining(why) });
  });
});

describe('the gateway’s file', () => {
  it('is changed with its mode, and stays beside itself as it was', () => {
    const folder = rig();
    folder.write('kept/real.json', plain);
    chmodSync(folder.path('kept/real.json'), 0o640);
    symlinkSync('kept/real.json', folder.path('openclaw.json'));
    const done = allowTool(folder.path('openclaw.json'));
    expect(done).toEqual({ kind: 'changed', backup: folder.path('kept/real.json.before-mission') });
    expect(lstatSync(folder.path('openclaw.json')).isSymbolicLink()).toBe(true);
    expect(folder.read('kept/real.json')).toContain('sessions_send');
    expect(folder.read('kept/real.json.before-mission')).toBe(plain);
    for (const name of ['kept/real.json', 'kept/real.json.before-mission'])
      expect(statSync(folder.path(name)).mode & 0o777).toBe(0o640);
    expect(allowTool(folder.path('openclaw.json'))).toEqual({ kind: 'already' });
    expect(readdirSync(folder.path('kept'))).toHaveLength(2);
  });

  it('writes over no earlier backup', () => {
    const folder = rig();
    folder.write('a.json', '{}');
    folder.write('a.json.before-mission', 'older');
    expect(allowTool(folder.path('a.json'))).toEqual({
      kind: 'changed',
      backup: folder.path('a.json.before-mission-2'),
    });
    expect(folder.read('a.json.before-mission')).toBe('older');
  });

  it('is left alone where its folder cannot be written', async () => {
    const folder = rig();
    folder.write('a.json', '{}');
    const done = await unwritable(folder.folder, async () => allowTool(folder.path('a.json')));
    expect(done).toMatchObject({ kind: 'by-hand', why: expect.stringContaining('EACCES') });
    expect(folder.read('a.json')).toBe('{}');
    expect(readdirSync(folder.folder)).toEqual(['a.json']);
  });

  it('is left alone where it is not there', () => {
    expect(allowTool(rig().path('none.json'))).toMatchObject({ kind: 'by-hand' });
  });
});
