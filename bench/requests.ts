/** A sweep over HTTP against a simulator server, with what is said at its socket: what it asks of the service for each contact. */
import { httpRun } from '../test/provider/http-run.ts';
import { requestsPerContact } from '../test/provider/request-count.ts';
import { sharedSweep } from '../test/provider/shared-sweep.ts';

/** One to place it, one for the insight. */
const requestsMin = 2;

export async function countRequests(contacts: number): Promise<Readonly<Record<string, number>>> {
  const from = performance.now();
  const run = await httpRun(sharedSweep(contacts), { bySocket: true });
  if (run === null) throw new Error('nobody to call');
  await run.drive();
  const { place, read, insight, other } = requestsPerContact(run.requests, contacts);
  await run.close();
  const perContact = Math.round((place + read + insight + other) * 100) / 100;
  return {
    contacts,
    seconds: Math.round(performance.now() - from) / 1000,
    place,
    read,
    insight,
    other,
    perContact,
    ratio: Math.round((perContact / requestsMin) * 100) / 100,
  };
}
