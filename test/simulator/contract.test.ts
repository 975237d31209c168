import { minuteMs } from '../../src/lib/time.ts';
import { modelContract } from '../contract/model-contract.ts';
import { providerContract } from '../contract/provider-contract.ts';
import { openSim, recordFile, SimRig } from './sim-rig.ts';

providerContract('the simulator', async (script) => openSim({ simulate: script }));
providerContract('the simulator with a file', async (script) => openSim({ simulate: script, file: recordFile() }));

modelContract('the simulator', async () => {
  const collect = { price: { type: 'number', required: true }, insured: { type: 'boolean', required: false } } as const;
  const personas = { acme: [{ outcome: 'answered', collected: { price: 42, insured: true } }] } as const;
  const rig = await SimRig.open({ collect, simulate: { personas } });
  await rig.place('acme');
  rig.pass(30 * minuteMs);
  return { model: rig.sim.model, conversation: { key: 'key-acme', target: 'acme', summary: 'Spoke with acme.' } };
});
