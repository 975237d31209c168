/** Pushes that are lost, late, told twice, or about another's call. */
import { minuteMs } from '../../../src/lib/time.ts';
import type { Provider, Push } from '../../../src/run/ports.ts';
import type { Draws } from '../../support/random-mission.ts';
import type { Conductor } from '../conductor.ts';
import type { Faults } from './faults.ts';

export function unreliablePushes(
  real: Provider,
  of: { readonly draws: Draws; readonly faults: Faults; readonly conductor: Conductor },
): Provider {
  const { draws, conductor } = of;
  const { lost, late, twice, crossed } = of.faults.pushes;
  if (lost + late + twice + crossed === 0) return real;
  const known: Push[] = [];
  let count = 0;
  return {
    ...real,
    onPush(listener) {
      return real.onPush((push) => {
        count += 1;
        const label = `push ${count}`;
        known.push(push);
        if (draws.chance(`${label} crossed`, crossed)) listener(draws.pick(`${label} other`, known));
        if (draws.chance(`${label} twice`, twice)) listener(push);
        if (draws.chance(`${label} lost`, lost)) return;
        if (draws.chance(`${label} late`, late))
          conductor.at(conductor.now() + draws.whole(`${label} by`, { min: 1, max: 30 * minuteMs }), () =>
            listener(push),
          );
        else listener(push);
      });
    },
  };
}
