/** A run that is stopped at any point and taken up again comes to the same end. */
import { expect, test } from 'vitest';
import { judge } from '../support/judge.ts';
import { memoryStore } from '../support/memory-store.ts';
import { Draws, type RandomMission, randomMission } from '../support/random-mission.ts';
import { type Rig, startRandom } from '../support/run-mission.ts';

const seeds = 80;

async function driveInPieces(rig: Rig, draws: Draws): Promise<void> {
  for (let piece = 0; piece < 6; piece += 1) {
    const controller = new AbortController();
    const eventsMax = piece === 5 ? Number.POSITIVE_INFINITY : draws.whole(`piece ${piece}`, { min: 1, max: 30 });
    let events = 0;
    const { end } = await rig.drive({
      interrupt: controller.signal,
      onEvents: (batch) => {
        events += batch.length;
        if (events >= eventsMax) controller.abort();
      },
    });
    if (end !== 'interrupted') return;
  }
}

/** Which contacts a total limit still lets through depends on how long the calls of the moment last. */
function withoutTotals({ spec, targets }: RandomMission): RandomMission {
  const { attemptsTotal: _, minutesTotal: __, costTotal: ___, ...limits } = spec.limits;
  return { spec: { ...spec, limits }, targets };
}

/** What came of every contact, in words that do not depend on when it was looked at. */
function outcomes(rig: Rig): readonly string[] {
  return Array.from(rig.store.contacts(rig.run.name), ({ state }) => {
    const attempts = state.attempts.map(({ n, outcome, durationS }) => `${n} ${outcome} ${durationS ?? ''}`);
    return `${state.id} ${state.status} ${state.reason ?? ''} [${attempts.join(', ')}] ${JSON.stringify(state.collected ?? null)}`;
  });
}

test(`${seeds} random missions, each stopped up to five times`, { timeout: 120_000 }, async () => {
  let stopped = 0;
  for (let seed = 1; seed <= seeds; seed += 1) {
    const mission = withoutTotals(randomMission(seed));
    const whole = startRandom(mission, { store: memoryStore(), worldFile: ':memory:' });
    const pieces = startRandom(mission, { store: memoryStore(), worldFile: ':memory:' });
    if (whole === null || pieces === null) continue;
    await whole.drive();
    await driveInPieces(pieces, new Draws(seed));
    expect(judge(pieces.evidence()), `seed ${seed}`).toEqual([]);
    expect(outcomes(pieces), `seed ${seed}`).toEqual(outcomes(whole));
    if (pieces.evidence().journal.some((event) => event.type === 'run.resumed')) stopped += 1;
  }
  expect(stopped).toBeGreaterThan(seeds / 2);
});
