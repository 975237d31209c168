import { chmodSync, lstatSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  appendMemory,
  changeMissionsState,
  entryOf,
  memoryOf,
  readMissionsState,
  removeEntry,
  saveMemory,
  stateSlugOf,
  updateEntry,
} from '../../src/wire/missions-state.ts';
import { rig } from '../rig.ts';
import { unwritable } from '../unwritable.ts';

const file = '.missions_state.json';
const at = Date.parse('2026-11-24T12:00:00Z');

/** As another client writes it. */
const others = `{
  "find-cakes": {
    "mission_name": "Find cakes",
    "mission_id": "m-1",
    "created_at": "2026-03-09T16:39:24.997123Z",
    "run_id": "r-1",
    "phone_number_id": 2911183098009880238,
    "memory": {
      "quotes": [
        42.0
      ],
      "note": "Z\\u00fcrich"
    },
    "status": "running"
  },
  "2nd": {
    "mission_name": "2nd"
  }
}`;

describe('a mission in the state file', () => {
  // Right-hand sides from the Python client's own rule.
  it.each([
    ['Find window washing contractors', 'find-window-washing-contractors'],
    ['  A -- B!  ', 'a-b'],
    ['Zürich & Söhne', 'z-rich-s-hne'],
    ['2nd_try', '2nd-try'],
    ['日本', ''],
    ['--x--', 'x'],
  ])('is called by its slug: %s → %s', (name, slug) => {
    expect(stateSlugOf(name)).toBe(slug);
  });

  it('is made, added to and removed, and the rest is kept to the digit', () => {
    const folder = rig();
    folder.write(file, others);
    expect(updateEntry(folder.folder, { slug: 'find-cakes', update: { assistant_id: 'a-1' } }).ok).toBe(true);
    expect(folder.read(file)).toBe(
      others.replace('"status": "running"', '"status": "running",\n    "assistant_id": "a-1"'),
    );
    updateEntry(folder.folder, { slug: 'new', update: { mission_name: 'New' } });
    removeEntry(folder.folder, 'find-cakes');
    expect(folder.read(file)).toBe(
      '{\n  "2nd": {\n    "mission_name": "2nd"\n  },\n  "new": {\n    "mission_name": "New"\n  }\n}',
    );
  });

  it('is not there: removing it writes nothing', () => {
    const folder = rig();
    removeEntry(folder.folder, 'none');
    expect(folder.exists(file)).toBe(false);
    folder.write(file, '{"a":{}}');
    removeEntry(folder.folder, 'none');
    expect(folder.read(file)).toBe('{"a":{}}');
  });

  it('may be called like a part of every object', () => {
    const folder = rig();
    for (const slug of ['__proto__', 'constructor', 'toString']) {
      expect(saveMemory(folder.folder, { slug, key: '__proto__', value: 'x', at }).ok).toBe(true);
    }
    const read = readMissionsState(folder.folder);
    if (!read.ok) throw new Error(read.error.message);
    expect(Object.keys(read.value)).toEqual(['__proto__', 'constructor', 'toString']);
    expect(Object.keys(memoryOf(read.value, 'toString'))).toEqual(['__proto__']);
    expect(entryOf(read.value, 'hasOwnProperty')).toBeNull();
  });
});

describe('memory', () => {
  it('is saved under a key, with the time', () => {
    const folder = rig();
    saveMemory(folder.folder, { slug: 'a', key: 'k', value: { price: 1 }, at });
    saveMemory(folder.folder, { slug: 'a', key: 'k', value: 'second', at });
    expect(JSON.parse(folder.read(file))).toEqual({
      a: { memory: { k: 'second' }, last_updated: '2026-11-24T12:00:00.000Z' },
    });
  });

  it('grows a list, of what was there too', () => {
    const folder = rig();
    folder.write(file, others);
    for (const value of [1, [2]]) appendMemory(folder.folder, { slug: 'find-cakes', key: 'note', value, at });
    appendMemory(folder.folder, { slug: 'find-cakes', key: 'new', value: 'x', at });
    const { memory } = JSON.parse(folder.read(file))['find-cakes'];
    expect(memory).toEqual({ quotes: [42], note: ['Zürich', 1, [2]], new: ['x'] });
    expect(folder.read(file)).toContain('42.0');
  });
});

describe('the state file', () => {
  it.each(['', '{', '[]', '{"a": 1}', 'null'])('is never written over when it cannot be understood: %j', (text) => {
    const folder = rig();
    folder.write(file, text);
    const saved = saveMemory(folder.folder, { slug: 'a', key: 'k', value: 1, at });
    expect(saved).toMatchObject({
      ok: false,
      error: { code: 'bad-missions-state', message: expect.stringContaining(file), help: expect.any(String) },
    });
    expect(folder.read(file)).toBe(text);
    expect(readdirSync(folder.folder)).toEqual([file]);
  });

  it('is for its owner alone where it is made here, and stays so', () => {
    const folder = rig();
    for (const value of ['first', 'second']) {
      saveMemory(folder.folder, { slug: 'a', key: 'answer', value, at });
      expect(statSync(folder.path(file)).mode & 0o777, value).toBe(0o600);
    }
  });

  it('keeps its mode, and the link that leads to it', () => {
    const folder = rig();
    folder.write('kept/state.json', '{}');
    chmodSync(folder.path('kept/state.json'), 0o600);
    symlinkSync('kept/state.json', folder.path(file));
    updateEntry(folder.folder, { slug: 'a', update: { mission_id: 'm' } });
    expect(lstatSync(folder.path(file)).isSymbolicLink()).toBe(true);
    expect(statSync(folder.path('kept/state.json')).mode & 0o777).toBe(0o600);
    expect(JSON.parse(folder.read('kept/state.json'))).toEqual({ a: { mission_id: 'm' } });
  });

  it('loses no change that another process made meanwhile', () => {
    const folder = rig();
    folder.write(file, '{}');
    let disturbed = false;
    const changed = changeMissionsState(folder.folder, (state) => {
      if (!disturbed) writeFileSync(folder.path(file), '{"theirs": {"mission_id": "t"}}');
      disturbed = true;
      return { ...state, ours: { mission_id: 'o' } };
    });
    expect(changed.ok).toBe(true);
    expect(JSON.parse(folder.read(file))).toEqual({ theirs: { mission_id: 't' }, ours: { mission_id: 'o' } });
  });

  it('gives up where others never stop changing it', () => {
    const folder = rig();
    let count = 0;
    const changed = changeMissionsState(folder.folder, () => {
      count += 1;
      writeFileSync(folder.path(file), `{"theirs": {"n": ${count}}}`);
      return { ours: {} };
    });
    expect(changed).toMatchObject({ ok: false, error: { code: 'missions-state-unwritable' } });
    expect(readdirSync(folder.folder)).toEqual([file]);
  });

  it('tells of a folder that cannot be written, and leaves nothing behind', async () => {
    const folder = rig();
    folder.write(file, '{}');
    const updated = await unwritable(folder.folder, async () => updateEntry(folder.folder, { slug: 'a', update: {} }));
    expect(updated).toMatchObject({ ok: false, error: { code: 'missions-state-unwritable' } });
    expect(readdirSync(folder.folder)).toEqual([file]);
    expect(folder.read(file)).toBe('{}');
  });
});
