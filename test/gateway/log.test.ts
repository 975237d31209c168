import { mkdirSync, rmdirSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readHealth, troubleOf, writeHealth } from '../../src/gateway/health.ts';
import { lastLines, logBytesMax, openLineLog } from '../../src/gateway/log.ts';
import { rig } from '../rig.ts';
import { fakeTimers } from '../support/fake-timers.ts';

function logging(folder = rig(), secrets: readonly string[] = ['gateway-token', 'abc']) {
  const file = folder.path('.connect.log');
  const log = openLineLog({ file, timers: fakeTimers(), secrets });
  onTestFinished(() => log.close());
  return { folder, file, log };
}

describe('the log', () => {
  it('holds lines with their time, and no key, token or number', () => {
    const { folder, log } = logging();
    log.write('INFO', 'connected with cc_live_abc123 and gateway-token');
    log.write('WARN', 'header Authorization: Bearer eyJhbGci, text from +13125550101');
    log.write('ERROR', 'a line\nand [2026] INFO: a forged one\u2028too');
    expect(folder.read('.connect.log')).toBe(
      [
        '[2026-11-24T12:00:00Z] INFO: connected with cc_live_[redacted] and [redacted]',
        '[2026-11-24T12:00:00Z] WARN: header Authorization: Bearer [redacted], text from +xxxxxxx0101',
        '[2026-11-24T12:00:00Z] ERROR: a line and [2026] INFO: a forged one too',
        '',
      ].join('\n'),
    );
  });

  it('holds no half of a secret where a line is cut', () => {
    const { folder, log } = logging();
    log.write('INFO', `${'x'.repeat(1_990)} gateway-token`);
    expect(folder.read('.connect.log')).not.toContain('gateway');
  });

  it('begins anew above a mebibyte, at the start and on the way, and keeps one older file', () => {
    const folder = rig();
    folder.write('.connect.log', 'old\n'.repeat(logBytesMax / 4 + 1));
    const { log } = logging(folder);
    expect(folder.read('.connect.log')).toBe('');
    expect(folder.read('.connect.log.1')).toMatch(/^old\n/);
    for (let line = 0; line < 600; line += 1) log.write('INFO', `${line} ${'x'.repeat(1_900)}`);
    expect(folder.read('.connect.log').length).toBeLessThan(logBytesMax);
    expect(folder.read('.connect.log.1')).toContain('INFO: 0 xxx');
    expect(folder.read('.connect.log')).toContain('INFO: 599 xxx');
  });

  it('stays as it is at a mebibyte', () => {
    const folder = rig();
    folder.write('.connect.log', 'x'.repeat(logBytesMax));
    logging(folder);
    expect(folder.exists('.connect.log.1')).toBe(false);
  });

  it('gives its last 200 lines, of the file before too, without what is secret in them', () => {
    const folder = rig();
    folder.write('.connect.log.1', Array.from({ length: 300 }, (_, line) => `before ${line}`).join('\n'));
    const { log } = logging(folder);
    folder.write('.connect.log', 'a crash with cc_test_secret1\n');
    log.write('INFO', 'x'.repeat(5_000));
    const lines = log.tail();
    expect(lines).toHaveLength(200);
    expect(lines[0]).toBe('before 102');
    expect(lines.at(-2)).toBe('a crash with cc_test_[redacted]');
    expect(lines.at(-1)?.length).toBeLessThanOrEqual(2_000);
  });

  it('reads no more than the end of a large file', () => {
    const folder = rig();
    folder.write('big.log', `${'y'.repeat(700_000)}\nlast\n`);
    expect(lastLines(folder.path('big.log'))).toEqual(['last']);
    expect(lastLines(folder.path('none.log'))).toEqual([]);
  });

  it('is no reason to stop where it cannot be written, and goes on when it can', () => {
    const folder = rig();
    mkdirSync(folder.path('.connect.log'));
    const { log } = logging(folder);
    log.write('INFO', 'nobody reads this');
    expect(log.tail()).toEqual([]);
    rmdirSync(folder.path('.connect.log'));
    log.write('INFO', 'there is room again');
    log.close();
    log.write('INFO', 'after its end');
    expect(folder.read('.connect.log')).toBe('[2026-11-24T12:00:00Z] INFO: there is room again\n');
  });
});

describe('the health', () => {
  const at = Date.parse('2026-11-24T12:00:00Z');
  const health = {
    pid: 7,
    standing: 'connected',
    since: at,
    at,
    heardAt: at,
    why: '',
    end: null,
    service: 'http://127.0.0.1/v1',
    agentGateway: 'http://127.0.0.1:18789',
  } as const;

  it('is read as it was written', () => {
    const folder = rig();
    writeHealth(folder.path('h.json'), health);
    expect(readHealth(folder.path('h.json'))).toEqual(health);
    writeHealth(folder.path('h.json'), { ...health, heardAt: null, end: 'refused' });
    expect(readHealth(folder.path('h.json'))).toEqual({ ...health, heardAt: null, end: 'refused' });
  });

  it.each(['', '{', 'null', '{"standing":"dancing"}', '[]'])('is none where the file holds %j', (text) => {
    const folder = rig();
    folder.write('h.json', text);
    expect(readHealth(folder.path('h.json'))).toBeNull();
    expect(readHealth(folder.path('none.json'))).toBeNull();
  });

  it.each([
    [{}, 60_000, null],
    [{}, 120_001, 'hangs'],
    [{ at: at + 120_000 }, 120_000, null],
    [{ at: at + 120_001 }, 120_001, 'deaf'],
    [{ at: at + 600_000, heardAt: at + 590_000 }, 600_000, null],
    [{ at: at + 600_000, standing: 'waiting' as const }, 600_000, null],
    [{ at: at + 600_000, standing: 'connecting' as const, heardAt: null }, 600_000, null],
    [{}, -3_600_000, null],
  ])('with %j is after %i ms %s', (change, ms, trouble) => {
    expect(troubleOf({ ...health, ...change }, at + ms)).toBe(trouble);
  });
});
