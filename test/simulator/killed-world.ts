/** Run as a process of its own: places calls in a world, says what it was answered, and waits to be killed. */
import { valueIn } from '../contract/provider-rig.ts';
import { openKilled, passedMs, placeAll } from './killed-script.ts';

const [file = ''] = process.argv.slice(2);
const { sim, prepared } = await openKilled(file);
const early = await placeAll({ sim, prepared, from: 0, to: 40 });
sim.clock.advanceTo(sim.clock.now() + passedMs);
const id = prepared.assistants['']?.[0]?.id ?? '';
valueIn(await sim.provider.update({ assistant: id, instructions: 'later', greeting: '' }));
const late = await placeAll({ sim, prepared, from: 40, to: 80 });
process.stdout.write(`${JSON.stringify({ refs: [...early, ...late], now: sim.clock.now() })}\n`);
setInterval(() => {}, 1_000);
