/** `/me`, `/voices` and `/doctor`. */
import type { AccountDoc } from '../documents.ts';
import { milli } from '../ids.ts';
import { badField, type Call, objectOf, ok, type Reply, type Route } from '../reply.ts';
import type { Service } from '../service.ts';
import { usageOf } from '../usage.ts';
import { defaultVoice, voices } from '../voices.ts';

const changeable = [
  ...['agent_name', 'display_name', 'bot_role', 'custom_instructions', 'greeting', 'voice_preference'],
  'paranoid_mode',
];

export function meRoutes(service: Service): readonly Route[] {
  return [
    { method: 'GET', path: '/me', answer: ({ account }) => ok(shownMe(service, account)) },
    { method: 'PATCH', path: '/me', answer: (call) => change(service, call) },
    { method: 'GET', path: '/voices', answer: (call) => ok(voicesBy(call.query('provider'))) },
    ...['critical', 'warnings', 'recommended', 'infra'].map(
      (category): Route => ({
        method: 'GET',
        path: `/doctor/${category}`,
        answer: ({ account }) => ok(healthOf(service, { account, category })),
      }),
    ),
  ];
}

export function shownMe(service: Service, account: AccountDoc): Record<string, unknown> {
  const usage = usageOf(service, account);
  const phones = service.shelf.of('phone', account.id);
  return {
    user_id: account.id,
    email: `account-${account.number}@example.com`,
    phone: ownerPhone(account),
    phone_verified: true,
    subscription_tier: 'pro',
    effective_tier: 'pro',
    effective_source: 'subscription',
    effective_days_remaining: null,
    subscription_status: 'active',
    paranoid_mode: false,
    voice_preference: null,
    agent_name: null,
    display_name: null,
    bot_role: null,
    custom_instructions: null,
    greeting: null,
    ...account.settings,
    system_number: '+12025550199',
    dedicated_number: phones[0]?.phone ?? null,
    totp_enabled: false,
    created_at: milli(account.createdAt),
    last_ws_connected_at: account.lastSocketAt === null ? null : milli(account.lastSocketAt),
    quota: account.quota,
    usage_today: { call_seconds: usage.callSecondsToday, calls: usage.callsToday },
    usage_this_month: { call_seconds: usage.callSecondsThisMonth, mission_events: usage.missionEventsThisMonth },
  };
}

/** The phone of the person whose account it is. */
export function ownerPhone(account: AccountDoc): string {
  return `+120255501${String(account.number % 99).padStart(2, '0')}`;
}

function change(service: Service, { account, body }: Call): Reply {
  // One client sends what it changes as it is, the other inside `body`.
  const settings = objectOf(body.body) ?? body;
  for (const [name, value] of Object.entries(settings)) {
    if (!changeable.includes(name)) return badField(`${name} cannot be changed`);
    const isRight = name === 'paranoid_mode' ? typeof value === 'boolean' : value === null || typeof value === 'string';
    if (!isRight) return badField(`${name} has the wrong type`);
  }
  const changed = service.shelf.put('account', { ...account, settings: { ...account.settings, ...settings } });
  return ok(shownMe(service, changed));
}

function voicesBy(provider: string | undefined): object {
  const found = voices.filter((voice) => provider === undefined || voice.provider === provider.toLowerCase());
  const providers = [...new Set(voices.map((voice) => voice.provider))].toSorted();
  return { default_voice: defaultVoice, voices: found, providers, total: found.length };
}

function healthOf(service: Service, of: { readonly account: AccountDoc; readonly category: string }): object {
  const { account, category } = of;
  const check = (id: string, passes: boolean, detail: string) => ({
    id,
    status: passes ? 'pass' : category === 'critical' ? 'fail' : 'warn',
    detail,
  });
  const hasNumber = service.shelf.of('phone', account.id).length > 0;
  const hasSocket = service.hub.isListening(account.id);
  const checks = {
    critical: [check('api_key', true, 'The key is known'), check('phone_verified', true, 'The phone is verified')],
    warnings: [
      check('dedicated_number', hasNumber, hasNumber ? 'A dedicated number is there' : 'There is no dedicated number'),
      check('ws_connected', hasSocket, hasSocket ? 'A client is connected' : 'No client is connected'),
    ],
    recommended: [check('devices', account.devices.notified > 0, `${account.devices.notified} devices registered`)],
    infra: [check('database', true, 'The database answers'), check('telephony', true, 'The telephony layer answers')],
  }[category];
  const isHealthy = checks?.every(({ status }) => status === 'pass') === true;
  return { category, status: isHealthy ? 'pass' : category === 'critical' ? 'fail' : 'warn', checks };
}
