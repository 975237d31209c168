/** The world of a run that a service carries out: ClawdTalk itself, or a simulator server that speaks as it does. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type Failure, fail, ok, type Result } from '../lib/result.ts';
import { readStoredPlan } from '../plan/stored.ts';
import type { PushSource } from '../provider/push-source.ts';
import type { Clock, Model, Prepared, RunRecord } from '../run/ports.ts';
import { type Account, keyHash } from '../wire/account.ts';
import type { WireClient } from '../wire/client.ts';
import { field } from '../wire/failure.ts';
import type { World, WorldFailure, WorldOptions } from './adapters.ts';
import { exitCodes } from './exit-codes.ts';
import { pushLog } from './push-log.ts';
import { clientVersion, serviceClient } from './service.ts';
import { version } from './version.ts';

export async function openServiceWorld(options: WorldOptions): Promise<Result<World, WorldFailure>> {
  const account = await options.account();
  // A broken file is no trouble of the service's.
  if (!account.ok) return fail(account.error.exit === exitCodes.usage ? account.error : ofProvider(account.error));
  const refused = otherWorld(options.run, account.value);
  if (refused !== null) return fail(refused);
  return account.value.simulated ? openSimulated(options, account.value) : openReal(options, account.value);
}

async function openReal(options: WorldOptions, account: Account): Promise<Result<World, Failure>> {
  const { store, run, folder } = options;
  const client = await serviceClient(account);
  const refused = await otherOwner(options, client);
  if (refused !== null) {
    await client.close();
    return fail(refused);
  }
  const [{ openClawdTalk }, { openPushHub }, { silent }, { realClock }, model] = await Promise.all([
    import('../provider/open.ts'),
    import('../provider/push-hub.ts'),
    import('../provider/push-source.ts'),
    import('../engine/real-clock.ts'),
    configuredModel(options),
  ]);
  const clock = realClock();
  const hub = {
    account,
    version: clientVersion(await version()),
    store: store.service,
    lockFile: join(folder, 'locks', `socket-${keyHash(account.apiKey)}`),
    ...pushLog(options.log),
  };
  const push = (await options.mayListen()) ? openPushHub(hub) : silent;
  const provider = openClawdTalk({
    client,
    world: account.world,
    run,
    now: () => clock.now(),
    push,
    ...preparedBefore(options),
  });
  return ok(await assembled(options, { client, provider, model, clock }));
}

/** Its clock is the server's, and so are its people and its model. */
async function openSimulated(options: WorldOptions, account: Account): Promise<Result<World, Failure>> {
  const { run, source } = options;
  const [{ openClawdTalk }, { SimulatorControl }, { RemoteClock }, { simulatorModel }] = await Promise.all([
    import('../provider/open.ts'),
    import('../provider/simulator-control.ts'),
    import('../provider/remote-clock.ts'),
    import('../model/simulator-model.ts'),
  ]);
  let clock: InstanceType<typeof RemoteClock> | null = null;
  const client = await serviceClient(account, { onHeaders: (headers) => clock?.heard(headers) });
  const control = new SimulatorControl(client, `${run.name} ${randomBytes(4).toString('hex')}`);
  const held = await control.hold();
  if (!held.ok) {
    await client.close();
    return fail(ofProvider(held.error));
  }
  const time = new RemoteClock(control, held.value);
  clock = time;
  const push: PushSource = { listen: (listener) => time.listen(listener), close: async () => undefined };
  const provider = openClawdTalk({
    client,
    world: account.world,
    run,
    now: () => time.now(),
    push,
    ...preparedBefore(options),
    onPrepared: ({ mission, assistants }) =>
      control.describe({
        mission,
        run: run.name,
        assistants,
        simulate: source.spec.simulate,
        automated: automatedTargets(options),
      }),
  });
  const world = await assembled(options, { client, provider, model: simulatorModel(client), clock: time });
  return ok({
    ...world,
    async close() {
      await time.close();
      await world.close();
    },
  });
}

interface Parts {
  readonly client: WireClient;
  readonly provider: World['provider'];
  readonly model: Model;
  readonly clock: Clock;
}

async function assembled(options: WorldOptions, parts: Parts): Promise<World> {
  const { client, provider, model, clock } = parts;
  const { openMirror } = await import('../mirror/open.ts');
  const { store, run, folder } = options;
  return {
    provider,
    model,
    clock,
    mirror: ({ log }) =>
      openMirror({ store, run: run.name, client, stateFolder: join(folder, '..'), now: () => clock.now(), log }),
    async close() {
      await provider.close();
      await client.close();
    },
  };
}

/** What an earlier process has made at the service for the run. */
function preparedBefore({ store, run }: WorldOptions): { readonly prepared?: Pick<Prepared, 'mission' | 'run'> } {
  const prepared = store.mission(run.name)?.prepared;
  return prepared === undefined ? {} : { prepared };
}

/** Whose calls a phone tree picks up; asked of the store only where the mission has such targets at all. */
function automatedTargets({ store, run, source }: WorldOptions): readonly string[] {
  if (readStoredPlan(source.plan).automated === 0) return [];
  return [...store.targets(run.name)].flatMap(({ id, kind }) => (kind === 'automated' ? [id] : []));
}

/** What the spec needs was checked when the mission was read; a model that is not set up is never asked. */
async function configuredModel({ model }: WorldOptions): Promise<Model> {
  const [{ openModel }, found] = await Promise.all([import('../model/openai.ts'), model()]);
  return found === null ? noModel : openModel(found);
}

const noModel: Model = {
  name: 'none',
  extract: () => Promise.resolve(missing),
  judge: () => Promise.resolve(missing),
};
const missing = {
  ok: false,
  error: { code: 'refused', message: 'no model is set up in mission.config.yaml' },
} as const;

/** A run goes on with the account that it was begun with: what it has scheduled is nowhere else. */
function otherWorld({ name, world }: RunRecord, account: Account): Failure | null {
  return world === account.world ? null : otherAccount(name);
}

/** All real accounts are one world, for they bind each other; but each has its own calls. Null: the key is the run's account's. */
async function otherOwner({ store, run }: WorldOptions, client: WireClient): Promise<Failure | null> {
  const owner = store.mission(run.name)?.prepared?.account;
  if (owner === undefined) return null;
  const me = await client.request({ method: 'GET', path: '/me' });
  if (!me.ok) return ofProvider(me.error);
  const user = field(me.value.body, 'user_id');
  return typeof user !== 'string' || user === owner ? null : otherAccount(run.name);
}

function otherAccount(name: string): Failure {
  return {
    code: 'provider-other-account',
    message: `${name} was begun with another account than the key that is set belongs to`,
    help: 'Set CLAWDTALK_API_KEY and CLAWDTALK_API_URL as they were when it began.',
  };
}

function ofProvider({ code, message, help }: Failure): Failure {
  return { code: `provider-${code}`, message, ...(help === undefined ? {} : { help }) };
}
