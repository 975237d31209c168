/**
 * A provider that logs what it is asked and answers: failures always, everything at the level debug. What people are told and
 * say is not logged, only how long it is.
 *
 * Messages of a service end up in the journal, in results and on screens: numbers and keys in them are hidden here, before
 * anything else sees them.
 */
import { maskPhones } from '../lib/phone-text.ts';
import type { Answer, Model, Provider } from '../run/ports.ts';
import { hideSecrets } from '../wire/secrets.ts';
import type { Log } from './log.ts';

/** Numbers and keys in requests are masked by the log itself. */
export function loggedProvider(
  provider: Provider,
  of: { readonly log: Log; readonly secrets: readonly string[] },
): Provider {
  const { log, secrets } = of;
  const everything = log.isLevelEnabled('debug');
  const cleaned = <Value>(answer: Answer<Value>): Answer<Value> => {
    if (answer.ok) return answer;
    const message = hideSecrets(maskPhones(answer.error.message), secrets);
    return message === answer.error.message ? answer : { ...answer, error: { ...answer.error, message } };
  };
  const logged =
    <Request, Value>(name: string, ask: (request: Request) => Promise<Answer<Value>>) =>
    async (request: Request): Promise<Answer<Value>> => {
      const answer = cleaned(await ask(request));
      if (!answer.ok)
        log.warn({ request: withoutWords(request), error: answer.error }, `provider ${name}: ${answer.error.code}`);
      else if (everything)
        log.debug({ request: withoutWords(request), value: withoutWords(answer.value) }, `provider ${name}`);
      return answer;
    };
  return {
    name: provider.name,
    world: provider.world,
    ...(provider.alone === undefined ? {} : { alone: provider.alone }),
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

/**
 * A model whose failures are logged and told. What it is asked is what people said, so nothing of that is logged, only which attempt
 * it is about. `onFailure`: answers stay unread, and whoever waits for them should know why.
 */
export function loggedModel(
  model: Model,
  of: { readonly log: Log; readonly secrets: readonly string[]; readonly onFailure: (message: string) => void },
): Model {
  const told =
    <Request extends { readonly key: string }, Value>(
      name: string,
      ask: (request: Request) => Promise<Answer<Value>>,
    ) =>
    async (request: Request): Promise<Answer<Value>> => {
      const answer = await ask(request);
      if (answer.ok) return answer;
      const message = hideSecrets(maskPhones(answer.error.message), of.secrets);
      of.log.warn({ key: request.key, code: answer.error.code, message }, `model ${name}: ${answer.error.code}`);
      of.onFailure(message);
      return answer;
    };
  return {
    name: model.name,
    extract: told('extract', (request) => model.extract(request)),
    judge: told('judge', (request) => model.judge(request)),
  };
}

/** Members that hold what is said to people, or by them. */
const words = new Set(['instructions', 'greeting', 'message', 'text', 'transcript', 'question', 'details']);

function withoutWords(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutWords);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, words.has(name) ? lengthOf(member) : withoutWords(member)]),
  );
}

function lengthOf(said: unknown): unknown {
  if (typeof said === 'string') return `[${said.length} characters]`;
  return Array.isArray(said) ? `[${said.length} lines]` : withoutWords(said);
}
