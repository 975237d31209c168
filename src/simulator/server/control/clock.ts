/** `/simulator/clock`: reading the clock, and driving it. */
import { badField, type Call, missingField, ok, type Reply, type Route, textOf } from '../reply.ts';
import type { Service } from '../service.ts';

export function clockControl(service: Service): readonly Route[] {
  const { clock } = service;
  const standing = () => ({ now: clock.now(), held: clock.held, next: clock.next() });
  return [
    {
      method: 'GET',
      path: '/clock',
      answer: () => ok(standing()),
    },
    {
      method: 'POST',
      path: '/clock/hold',
      answer: withDriver((driver) => {
        clock.hold(driver);
        return ok(standing());
      }),
    },
    {
      method: 'POST',
      path: '/clock/release',
      answer: withDriver((driver) => {
        clock.release(driver);
        return ok(standing());
      }),
    },
    { method: 'POST', path: '/clock/wait', answer: withDriver((driver, call) => wait(service, { driver, call })) },
    {
      method: 'POST',
      path: '/clock/wake',
      answer: withDriver((driver) => {
        clock.wake(driver);
        return ok(standing());
      }),
    },
  ];
}

/** Two accounts' drivers may have the same name. */
function withDriver(answer: (driver: string, call: Call) => Reply | Promise<Reply>): Route['answer'] {
  return (call) => {
    const name = textOf(call.body, 'driver');
    return name === undefined ? missingField('driver') : answer(`${call.account.id} ${name}`, call);
  };
}

async function wait(service: Service, of: { readonly driver: string; readonly call: Call }): Promise<Reply> {
  const { driver, call } = of;
  const { until } = call.body;
  if (until !== null && !Number.isSafeInteger(until)) return badField('until must be an instant in ms, or null');
  // What was asked before is in the file before time goes on.
  await service.durable();
  return ok(await service.clock.wait(driver, { until: until as number | null, gone: call.gone }));
}
