/** A process's line to the service: nothing leaves a dead or suspended process, and no answer reaches one. */
import type { PlaceRequest, Provider, Push } from '../../src/run/ports.ts';
import { Killed, type Process, type StopPoint } from './process.ts';
import type { Asked, Witness } from './witness.ts';

/** Far more than a mission of a simulation has contacts. */
const requestsAtOnceMax = 1_000;

const stops: Readonly<Record<string, StopPoint['what']>> = {
  place: 'place',
  update: 'update',
  withdraw: 'withdraw',
  list: 'list',
  read: 'read',
  ask: 'ask',
  prepare: 'prepare',
};

export function processProvider(
  network: Provider,
  of: {
    readonly process: Process;
    readonly witness: Witness;
    /** Somebody may say no before a call is asked for, and after, before the answer is there. */
    readonly onPlace: (when: 'before' | 'after', request: PlaceRequest) => void;
  },
): Provider {
  const { process, witness, onPlace } = of;
  const restless = restlessness(process, witness);
  return new Proxy(network, {
    get(target, name) {
      if (name === 'onPush') return listen(target, process);
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function' || typeof name !== 'string') return member;
      return (request: unknown): Promise<unknown> => {
        restless(name);
        const what = stops[name];
        if (what !== undefined) process.reach(what, 'before');
        if (name === 'place') onPlace('before', request as PlaceRequest);
        const send = (): Promise<unknown> => {
          if (isDeed(name))
            witness.ask({ when: 'sent', process: process.name, ask: { method: name, request } as Asked['ask'] });
          return Reflect.apply(member, target, [request]) as Promise<unknown>;
        };
        // A prompt held up for hours inside a stopped machine would be beyond anybody's care: it has left before.
        const leavesNow = process.isRunning || name === 'update';
        const answer = heard(leavesNow ? send() : process.running().then(send), process);
        if (name === 'place') onPlace('after', request as PlaceRequest);
        if (what !== undefined) process.reach(what, 'after');
        return answer;
      };
    },
  });
}

export function isDeed(name: string): name is Asked['ask']['method'] {
  return name === 'place' || name === 'update' || name === 'withdraw';
}

/** A process that asks and asks while no time passes would never come to rest. */
function restlessness(process: Process, witness: Witness): (name: string) => void {
  let at = 0;
  let count = 0;
  return (name) => {
    if (process.now() !== at) count = 0;
    at = process.now();
    count += 1;
    if (count <= requestsAtOnceMax) return;
    witness.break(`8: ${process.name} asks for ${name} again and again while no time passes`);
    process.kill();
    throw new Killed();
  };
}

async function heard(answer: Promise<unknown>, process: Process): Promise<unknown> {
  const value = await answer;
  if (!process.isRunning) await process.running();
  return value;
}

function listen(network: Provider, process: Process): Provider['onPush'] {
  return (listener) =>
    network.onPush((push: Push) => {
      if (!process.isRunning) return;
      listener(push);
      process.poke();
    });
}
