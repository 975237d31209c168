import { describe, expect, it } from 'vitest';
import { type LogOptions, openLog, redactLine } from '../../src/cli/log.ts';
import { rig } from '../rig.ts';

function written(options: Partial<LogOptions>): { readonly lines: string[]; readonly log: ReturnType<typeof openLog> } {
  const lines: string[] = [];
  const stderr = { write: (text: string) => lines.push(text) };
  return { lines, log: openLog({ folder: null, stderr, secrets: [], ...options }) };
}

describe('a line of the log', () => {
  it.each([
    ['call +13125550101 now', 'call +xxxxxxx0101 now'],
    ['{"to":"+13125550101"}', '{"to":"+xxxxxxx0101"}'],
    ['+442079460018', '+xxxxxxxx0018'],
    ['(312) 555-0101, or 312.555.0101', '(xxx) xxx-0101, or xxx.xxx.0101'],
    ['call 13125550101 now', 'call xxxxxxx0101 now'],
    ['{"at":1795435200000,"count":13125550101,"sum":"+12"}', '{"at":1795435200000,"count":13125550101,"sum":"+12"}'],
    ['on 2026-11-23 at 12:00, evt_3125550101', 'on 2026-11-23 at 12:00, evt_3125550101'],
  ])('masks phone numbers: %s', (line, clean) => {
    expect(redactLine(line, [])).toBe(clean);
  });

  it('shows no known secret', () => {
    expect(redactLine('key sk-abcdef used', ['sk-abcdef'])).toBe('key [redacted] used');
  });

  it('is not torn apart by a secret that is hardly one', () => {
    expect(redactLine('a b c', ['', 'b'])).toBe('a b c');
  });
});

describe('the log', () => {
  it('is silent on stderr unless a level is given', () => {
    const { lines, log } = written({});
    log.error('nothing');
    expect(lines).toEqual([]);
  });

  it('shows what is at least of the level', () => {
    const { lines, log } = written({ level: 'warn' });
    log.info('less');
    log.warn('enough');
    expect(lines.map((line) => JSON.parse(line).msg)).toEqual(['enough']);
  });

  it('redacts keys by their names and numbers wherever they are', () => {
    const { lines, log } = written({ level: 'info', secrets: ['topsecret'] });
    log.info(
      { api_key: 'abc123', request: { authorization: 'Bearer x' }, to: '+13125550101' },
      'topsecret to +13125550102',
    );
    const text = lines.join('');
    expect(text).toContain('+xxxxxxx0101');
    for (const hidden of ['abc123', 'Bearer', 'topsecret', '3125550101', '3125550102'])
      expect(text).not.toContain(hidden);
  });

  it('goes to a file of the workspace', () => {
    const folder = rig();
    const { log } = written({ folder: folder.path('.mission') });
    log.debug('too much');
    log.info('kept');
    log.close();
    expect(folder.read('.mission/log/mission.log').trim().split('\n')).toHaveLength(1);
    expect(folder.read('.mission/log/mission.log')).toContain('kept');
  });

  it('never stops a command because it cannot be written', () => {
    const folder = rig();
    folder.write('.mission/log', 'a file where the folder should be');
    const { log } = written({ folder: folder.path('.mission') });
    expect(() => log.info('lost')).not.toThrow();
  });

  it('starts a new file when the old one has grown, and keeps one', () => {
    const folder = rig();
    folder.write('.mission/log/mission.log', 'x'.repeat(11 * 1024 * 1024));
    written({ folder: folder.path('.mission') }).log.info('fresh');
    expect(folder.read('.mission/log/mission.log').length).toBeLessThan(1_000);
    expect(folder.exists('.mission/log/mission.1.log')).toBe(true);
  });
});
