/** A list in pages, as an answer of the service's. */
import type { Instant } from '../lib/time.ts';
import { type Paged, type Pages, readPages } from '../wire/pages.ts';
import { type Asked, type Failed, refusedWith, type Service } from './service.ts';

/** `serviceAt` is when the first page was read: what came later is perhaps not in it. */
export async function askPages(service: Service, pages: Pages): Promise<Asked<Paged>> {
  const times: Instant[] = [];
  const read = await readPages<Failed>(
    {
      async read(path) {
        const answer = await service.ask({ method: 'GET', path });
        if (!answer.ok) return { ok: false, error: answer };
        times.push(answer.serviceAt);
        return answer;
      },
      strange: (message) => refusedWith({ code: 'lost', message }, times.at(-1) ?? 0),
    },
    pages,
  );
  return read.ok ? { ...read, serviceAt: times[0] ?? 0 } : read.error;
}
