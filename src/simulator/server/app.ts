/** HTTP: from a request to a route, and from its reply to an answer. Knows of no route what it does. */
import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { type Context, Hono } from 'hono';
import { accountWithKey } from './accounts.ts';
import { controlRoutes } from './control/routes.ts';
import type { Json } from './documents.ts';
import { type FaultPlan, noFault } from './faults.ts';
import type { RequestLine } from './options.ts';
import { page } from './page.ts';
import { type Call, no, notFound, objectOf, type Reply, type Route } from './reply.ts';
import { restRoutes } from './rest/routes.ts';
import type { Service } from './service.ts';

const bodyCharsMax = 4 * 1_048_576;

type Env = { Bindings: HttpBindings };

export interface AppParts {
  readonly service: Service;
  readonly faults: FaultPlan;
  readonly onRequest: (line: RequestLine) => void;
  readonly wallNow: () => number;
  /** How long an answer that is slow takes. */
  readonly delay: (ms: number) => Promise<unknown>;
  /** Told of what no request should lead to: a state that cannot be written, or a bug. */
  readonly onError: (thrown: unknown) => void;
  /** Names of hosts that a request may be addressed to; null: any. */
  readonly hosts: ((host: string) => boolean) | null;
}

export function buildApp(parts: AppParts): Hono<Env> {
  const app = new Hono<Env>();
  // A page of another site that a browser holds for this machine's is not this machine's.
  app.use(async (context, next) => {
    const { hosts } = parts;
    if (hosts !== null && !hosts(context.req.header('host') ?? '')) return context.text('Misdirected Request', 421);
    return next();
  });
  app.get('/simulator', (context) => context.html(page));
  const add = (route: Route, path: string, isControl: boolean) =>
    app.on(route.method, path, (context) => serve(context, { ...parts, route, isControl }));
  for (const route of restRoutes(parts.service)) add(route, `/v1${route.path}`, false);
  for (const route of controlRoutes(parts.service)) add(route, `/simulator${route.path}`, true);
  app.onError((thrown) => {
    parts.onError(thrown);
    return responseOf(broken, { now: parts.service.time.now(), next: null });
  });
  app.notFound((context) => serve(context, { ...parts, route: nowhere, isControl: true }));
  return app;
}

const broken = no(500, 'internal', 'The simulator cannot go on');
const nowhere: Route = { method: 'GET', path: '*', answer: () => notFound('Endpoint') };

interface Serving extends AppParts {
  readonly route: Route;
  /** Of the server's own, which no fault befalls. */
  readonly isControl: boolean;
}

async function serve(context: Context<Env>, serving: Serving): Promise<Response> {
  const { service, wallNow } = serving;
  service.clock.settle();
  const read = await readBody(context);
  const fault = serving.isControl ? noFault : serving.faults.next(`${context.req.method} ${context.req.path}`);
  const reply = fault.before ?? (await answerTo(context, { ...serving, read }));
  await service.durable();
  // What was asked may be due before whatever time was running towards.
  service.clock.settle();
  const answered = fault.after ?? reply;
  if (fault.delayMs > 0) await serving.delay(fault.delayMs);
  serving.onRequest(
    withoutKeys({
      at: new Date(wallNow()).toISOString(),
      method: context.req.method,
      path: context.req.path,
      query: queryOf(context),
      body: read.ok ? read.body : null,
      status: fault.isLost ? 0 : answered.status,
    }),
  );
  if (fault.dropsSockets) service.hub.cut();
  if (fault.isLost) {
    context.env.incoming.socket.destroy();
    return RESPONSE_ALREADY_SENT;
  }
  return responseOf(answered, { now: service.time.now(), next: service.clock.next() });
}

function responseOf(reply: Reply, clock: { readonly now: number; readonly next: number | null }): Response {
  const { now, next } = clock;
  const text = reply.body === undefined ? null : JSON.stringify(reply.body);
  return new Response(text, {
    status: reply.status,
    headers: {
      ...(text === null ? {} : { 'content-type': 'application/json; charset=utf-8' }),
      date: new Date(now).toUTCString(),
      'x-simulator-now': String(now),
      'x-simulator-next': next === null ? '' : String(next),
      ...reply.headers,
    },
  });
}

/** Whatever looks like one, wherever somebody put it. */
function withoutKeys(line: RequestLine): RequestLine {
  const text = JSON.stringify(line);
  return text.includes('cc_') ? JSON.parse(text.replaceAll(/\bcc_(?:test|live)_\w+/g, '[key]')) : line;
}

type Read = { readonly ok: true; readonly body: Json } | { readonly ok: false; readonly reply: Reply };

async function answerTo(context: Context<Env>, serving: Serving & { readonly read: Read }): Promise<Reply> {
  const { service, route, read } = serving;
  const key = /^Bearer\s+(\S+)$/i.exec(context.req.header('authorization') ?? '')?.[1];
  const account = key === undefined ? undefined : accountWithKey(service, key);
  if (account === undefined) return no(401, 'unauthorized', 'Invalid or missing API key');
  if (!read.ok) return read.reply;
  const knowsClock = context.req.header('x-simulator-clock') === 'service';
  if (knowsClock) service.clock.heard(`${account.id} `);
  const gone = new AbortController();
  const { outgoing } = context.env;
  const leave = () => gone.abort();
  outgoing.once('close', leave);
  const call: Call = {
    account,
    params: context.req.param() as Record<string, string>,
    body: read.body,
    query: (name) => context.req.query(name)?.replace(/^ /, '+'),
    header: (name) => context.req.header(name),
    knowsClock,
    gone: gone.signal,
  };
  try {
    return await route.answer(call);
  } finally {
    outgoing.off('close', leave);
  }
}

async function readBody(context: Context<Env>): Promise<Read> {
  const length = Number(context.req.header('content-length') ?? 0);
  if (length > bodyCharsMax) return { ok: false, reply: no(413, 'payload_too_large', 'The body is too large') };
  const text = await context.req.text();
  if (text.length > bodyCharsMax) return { ok: false, reply: no(413, 'payload_too_large', 'The body is too large') };
  if (text.trim() === '') return { ok: true, body: {} };
  try {
    const body = objectOf(JSON.parse(text));
    if (body !== undefined) return { ok: true, body };
  } catch {
    // Said below.
  }
  return { ok: false, reply: no(400, 'bad_request', 'The body must be a JSON object') };
}

function queryOf(context: Context<Env>): Record<string, string> {
  return context.req.query();
}
