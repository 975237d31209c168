/** Pushes that are lost, late, told twice, or about another's call. */
import { minuteMs } from '../../../src/lib/time.ts';
import type { Provider, Push } from '../../../src/run/ports.ts';
import type { Draws } from '../../support/random-mission.ts';
import type { Timeline } from '../conductor.ts';
import type { Witness } from '../witness.ts';
import type { Faults } from './faults.ts';

export function unreliablePushes(
  real: Provider,
  of: {
    readonly draws: Draws;
    readonly faults: Faults;
    readonly conductor: Timeline;
    readonly witness: Witness;
  },
): Provider {
  const { draws, conductor, witness } = of;
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
        const strikes = (fault: string, share: number): boolean => draws.chance(`${label} ${fault}`, share);
        if (strikes('crossed', crossed)) {
          const other = draws.pick(`${label} other`, known);
          if (other !== push) witness.struck('a push is crossed');
          listener(other);
        }
        if (strikes('twice', twice)) {
          witness.struck('a push comes twice');
          listener(push);
        }
        if (strikes('lost', lost)) {
          witness.struck('a push is lost');
          return;
        }
        if (!strikes('late', late)) {
          listener(push);
          return;
        }
        witness.struck('a push is late');
        conductor.at(conductor.now() + draws.whole(`${label} by`, { min: 1, max: 30 * minuteMs }), () =>
          listener(push),
        );
      });
    },
  };
}
