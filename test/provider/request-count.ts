/** What a run asked of the service, by what for; setting it up does not count. */
import type { RequestLine } from '../../src/simulator/server/options.ts';

export interface RequestsPerContact {
  readonly place: number;
  readonly read: number;
  readonly insight: number;
  readonly other: number;
}

export function requestsPerContact(requests: readonly RequestLine[], contacts: number): RequestsPerContact {
  const setUp = requests.findLastIndex(({ path }) => path.endsWith('/agents')) + 1;
  const tally = { place: 0, read: 0, insight: 0, other: 0 };
  for (const request of requests.slice(setUp)) tally[kindOf(request)] += 1 / contacts;
  const rounded = Object.entries(tally).map(([kind, count]) => [kind, Math.round(count * 100) / 100]);
  return Object.fromEntries(rounded) as RequestsPerContact;
}

function kindOf({ method, path }: RequestLine): keyof RequestsPerContact {
  if (path.endsWith('/insights')) return 'insight';
  if (!/\/assistants\/[^/]+\/events$/.test(path)) return 'other';
  return method === 'POST' ? 'place' : 'read';
}
