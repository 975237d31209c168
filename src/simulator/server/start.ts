/** Starts a simulator server: opens its state, finds a port, answers until it is closed. */
import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { type Failure, fail, ok, type Result } from '../../lib/result.ts';
import { StoreError } from '../../run/store-error.ts';
import type { WorldRecord } from '../record.ts';
import { makeAccount } from './accounts.ts';
import { buildApp } from './app.ts';
import { expireApprovals } from './expire-approvals.ts';
import { FaultPlan } from './faults.ts';
import { happened } from './happened.ts';
import { isLoopbackHost } from './hosts.ts';
import { defaultHost, type ServerOptions } from './options.ts';
import { Service, serverId } from './service.ts';
import { openSocket } from './socket.ts';
import { openState, type StateFile } from './state-file.ts';
import { takeUp } from './take-up.ts';

export interface SimulatorServer {
  /** Without `/v1`. */
  readonly url: string;
  /** The first account's. */
  readonly apiKey: string;
  /** Every account's, the first one first. */
  readonly apiKeys: readonly string[];
  readonly port: number;
  /** Resolves with what was thrown where it cannot go on: a StoreError for its state, else a bug. It is still to be closed. */
  readonly failed: Promise<unknown>;
  /** For tests: what the server holds. */
  readonly service: Service;
  /** Ends it; what it knows is in its state. Safe to repeat. */
  close(): Promise<void>;
}

const defaults = { seed: 1, speed: 1, accounts: 1 } as const;
/** As in a mission file that says nothing of it. */
const shares = { answered: 0.7, 'no-answer': 0.15, voicemail: 0.1, busy: 0.05 } as const;

/** Throws StoreError where the state cannot be used. */
export async function startServer(options: ServerOptions = {}): Promise<SimulatorServer> {
  const started = await tryStart(options);
  if (!started.ok) throw new Error(started.error.message);
  return started.value;
}

/** Fails where it cannot listen. */
export async function tryStart(options: ServerOptions): Promise<Result<SimulatorServer, Failure>> {
  const file = options.state ?? ':memory:';
  const opened = openState(options.state);
  if (!opened.ok) throw new StoreError(opened.error);
  const state = opened.value;
  const service = opening(state, { ...options, file });
  const { host = defaultHost } = options;
  const hosts = isLoopbackHost(host) ? isLoopbackHost : null;
  let onError: (thrown: unknown) => void = () => undefined;
  const failed = new Promise<unknown>((resolve) => {
    onError = resolve;
  });
  const app = buildApp({
    service,
    onError,
    hosts,
    faults: new FaultPlan(options.faults ?? {}, options.seed ?? defaults.seed),
    onRequest: options.onRequest ?? (() => undefined),
    wallNow: service.options.wallNow,
    delay: options.delay ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms))),
  });
  const server = createAdaptorServer({ fetch: app.fetch, hostname: host }) as Server;
  const kept = service.shelf.get('server', serverId)?.port;
  const bound = await listen(server, { host, port: options.port ?? kept ?? 0, orAny: options.port === undefined });
  if (!bound.ok) {
    shut(service, state);
    return bound;
  }
  const closeSocket = openSocket({ service, server, hosts });
  const port = bound.value;
  const stored = service.shelf.get('server', serverId);
  if (stored !== undefined) service.shelf.put('server', { ...stored, port });
  await service.durable();
  service.clock.settle();
  let closing: Promise<void> | null = null;
  return ok({
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    apiKeys: [...service.shelf.all('account')].map(({ key }) => key),
    apiKey: [...service.shelf.all('account')][0]?.key ?? '',
    port,
    failed,
    service,
    close: () => {
      closing ??= close({ service, server, state, closeSocket });
      return closing;
    },
  });
}

/** Nothing is held where it cannot be opened. */
function opening(state: StateFile, options: ServerOptions & { readonly file: string }): Service {
  try {
    return openService(state.record, options);
  } catch (thrown) {
    state.close();
    throw thrown;
  }
}

function openService(record: WorldRecord, options: ServerOptions & { readonly file: string }): Service {
  const { seed, file, wallNow = Date.now, from } = options;
  const before = serverDocument(record);
  const salt = before?.salt ?? (seed === undefined ? randomBytes(8).toString('hex') : `seed ${seed}`);
  const begins = before?.ownTime === true ? before.at : wallNow();
  const service = new Service({
    file,
    record,
    salt,
    startsAt: from ?? begins,
    wallNow,
    speed: options.speed ?? defaults.speed,
    simulate: { seed: seed ?? defaults.seed, default: shares, personas: {}, approver: {} },
    completesSteps: options.completesSteps ?? true,
    faults: options.faults ?? {},
    happened,
    moved: expireApprovals,
  });
  const at = service.time.now();
  if (before === undefined) {
    const ownTime = from !== undefined || (options.speed ?? defaults.speed) !== defaults.speed;
    service.shelf.put('server', { id: serverId, number: 1, account: '', createdAt: at, port: 0, salt, ownTime, at });
  }
  takeUp(service);
  const { apiKey } = options;
  for (let n = [...service.shelf.all('account')].length; n < (options.accounts ?? defaults.accounts); n += 1)
    makeAccount(service, {
      ...(n === 0 && apiKey !== undefined ? { key: apiKey } : {}),
      numbers: options.numbers ?? 1,
    });
  return service;
}

function serverDocument(record: WorldRecord) {
  const found = record.documents().find(({ kind, id }) => kind === 'server' && id === serverId);
  return found?.data == null ? undefined : (JSON.parse(found.data) as { salt: string; ownTime: boolean; at: number });
}

const otherPort = 'Choose another port; --port 0 takes any that is free.';
const helpListening: Readonly<Record<string, string>> = {
  EADDRINUSE: `Another program listens there. ${otherPort}`,
  EACCES: `Ports below 1024 may need more rights. ${otherPort}`,
  EADDRNOTAVAIL: 'This machine has no such address. Leave --host out to listen on 127.0.0.1.',
  ENOTFOUND: 'This machine does not know the name. Leave --host out to listen on 127.0.0.1.',
};

function listen(
  server: Server,
  at: { readonly host: string; readonly port: number; readonly orAny: boolean },
): Promise<Result<number, Failure>> {
  const { host, port, orAny } = at;
  return new Promise((resolve) => {
    const refused = (error: NodeJS.ErrnoException) => {
      if (orAny && port !== 0) return resolve(listen(server, { host, port: 0, orAny: false }));
      const message = `The simulator cannot listen on ${host}:${port} (${error.code ?? error.message}).`;
      return resolve(fail({ code: 'cannot-listen', message, help: helpListening[error.code ?? ''] ?? otherPort }));
    };
    server.once('error', refused);
    server.listen(port, host, () => {
      server.off('error', refused);
      const address = server.address();
      resolve(ok(typeof address === 'object' && address !== null ? address.port : port));
    });
  });
}

async function close(of: {
  readonly service: Service;
  readonly server: Server;
  readonly state: StateFile;
  readonly closeSocket: () => void;
}): Promise<void> {
  of.service.clock.close();
  of.service.requests.close();
  of.closeSocket();
  const ended = new Promise<void>((resolve) => of.server.close(() => resolve()));
  of.server.closeAllConnections();
  await ended;
  shut(of.service, of.state);
}

function shut(service: Service, state: StateFile): void {
  service.clock.close();
  service.keepTime();
  service.hand();
  service.writer.close(service.time.now());
  state.close();
}
