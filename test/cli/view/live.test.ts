import { Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { openLiveView } from '../../../src/cli/view/live.ts';
import { minutes, sampleMission } from '../../results/sample.ts';

class Screen extends Writable {
  readonly isTTY = true;
  readonly columns = 80;
  readonly rows = 24;
  drawn: string[] = [];

  override _write(chunk: Buffer, _: string, done: () => void): void {
    this.drawn.push(chunk.toString());
    done();
  }
}

function open() {
  const screen = new Screen();
  let elapsed = 0;
  const mission = sampleMission({ status: 'running' });
  const view = openLiveView({
    stream: screen as unknown as NodeJS.WriteStream,
    facts: { mission: 'Washers', run: 'washers-1', simulated: true, virtual: true, currency: 'USD', steps: [] },
    colour: false,
    now: () => minutes(1),
    elapsedMs: () => elapsed,
    mission,
  });
  return { screen, view, mission, pass: (ms: number) => (elapsed += ms), text: () => screen.drawn.join('') };
}

describe('the live view', () => {
  test('draws ten times a second at most, however often it is told', () => {
    const { screen, view, mission, pass } = open();
    const before = screen.drawn.length;
    for (let told = 0; told < 1_000; told += 1) {
      pass(1);
      // Something has to change, or nothing is drawn at all.
      view.tell([], { ...mission, totals: { attempts: told, minutes: 0, cost: 0 } });
    }
    const drawings = screen.drawn.slice(before).filter((chunk) => chunk.includes('attempt'));
    expect(drawings).toHaveLength(10);
    view.close();
  });

  test('leaves the screen to a prompt, and comes back', () => {
    const { view, mission, pass, text } = open();
    view.hide();
    const hidden = text();
    pass(1_000);
    view.tell([], { ...mission, totals: { attempts: 77, minutes: 0, cost: 0 } });
    expect(text()).toBe(hidden);
    view.show();
    expect(text().slice(hidden.length)).toContain('77 attempts');
    view.close();
  });

  test('is gone when it is closed', () => {
    const { view, mission, pass, text } = open();
    view.close();
    const closed = text();
    pass(1_000);
    view.tell([], { ...mission, totals: { attempts: 77, minutes: 0, cost: 0 } });
    expect(text().slice(closed.length)).not.toContain('77 attempts');
  });
});
