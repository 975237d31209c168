/** A provider that logs what it is asked and answers: failures always, everything at the level debug. */
import type { Answer, Provider } from '../run/ports.ts';
import type { Log } from './log.ts';

/** Numbers and keys in requests are masked by the log itself. */
export function loggedProvider(provider: Provider, log: Log): Provider {
  const everything = log.isLevelEnabled('debug');
  const logged =
    <Request, Value>(name: string, ask: (request: Request) => Promise<Answer<Value>>) =>
    async (request: Request): Promise<Answer<Value>> => {
      const answer = await ask(request);
      if (!answer.ok) log.warn({ request, error: answer.error }, `provider ${name}: ${answer.error.code}`);
      else if (everything) log.debug({ request, value: answer.value }, `provider ${name}`);
      return answer;
    };
  return {
    name: provider.name,
    world: provider.world,
    prepare: logged('prepare', (request) => provider.prepare(request)),
    update: logged('update', (request) => provider.update(request)),
    place: logged('place', (request) => provider.place(request)),
    read: logged('read', (request) => provider.read(request)),
    list: logged('list', (request) => provider.list(request)),
    withdraw: logged('withdraw', (request) => provider.withdraw(request)),
    insight: logged('insight', (request) => provider.insight(request)),
    inbox: logged('inbox', (request) => provider.inbox(request)),
    ask: logged('ask', (request) => provider.ask(request)),
    approval: logged('approval', (request) => provider.approval(request)),
    onPush: (listener) => provider.onPush(listener),
    close: () => provider.close(),
  };
}
