import { expect, it } from 'vitest';
import { pushLog } from '../../src/cli/push-log.ts';

function logged() {
  const lines: string[] = [];
  const put = (level: string) => (_: unknown, text?: string) => void lines.push(`${level} ${text}`);
  return { lines, told: pushLog({ info: put('info'), warn: put('warn') } as never) };
}

it('says that the key was refused, that another took over, and nothing of an end that was asked for', () => {
  const { lines, told } = logged();
  told.onChange({ kind: 'ended', end: { reason: 'refused', message: 'Invalid API key' } });
  told.onChange({ kind: 'ended', end: { reason: 'taken-over' } });
  told.onChange({ kind: 'ended', end: { reason: 'closed' } });
  expect(lines).toEqual(['warn socket: refused', 'warn socket: taken-over']);
});

it('says once that the store takes no hints', () => {
  const { lines, told } = logged();
  for (let look = 0; look < 3; look += 1) told.onTrouble(new Error('disk full'));
  expect(lines).toHaveLength(1);
});
