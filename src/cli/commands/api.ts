/** `mission api COMMAND …`: the words, requests and lines of the service's older client. It exits with 0 or 1. */
import { exactText } from '../../lib/exact-json.ts';
import { ok } from '../../lib/result.ts';
import type { ApiCall, ApiCallName, ApiMisuse } from '../api-call.ts';
import type { Context } from '../context.ts';
import { report } from '../errors.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { ArgsOf } from '../invocation.ts';
import { maskedKey } from '../masked-key.ts';
import { assistantCalls } from './api/assistants.ts';
import type { Handlers } from './api/handler.ts';
import { missionCalls } from './api/missions.ts';
import { planCalls } from './api/plans.ts';
import { scheduledCalls } from './api/scheduled.ts';
import { type ApiFailure, type ApiResult, type ApiSession, apiSession } from './api/session.ts';
import { stateCalls } from './api/state.ts';
import { wholeCalls } from './api/whole.ts';

const handlers: Handlers<ApiCallName> = {
  'check-key': async (api) => {
    const account = await api.account();
    if (!account.ok) return account;
    const { apiKey, apiUrl } = account.value;
    api.say(`API key configured: ${maskedKey(apiKey)}`);
    return ok({ api_key: maskedKey(apiKey), api_url: apiUrl });
  },
  ...missionCalls,
  ...planCalls,
  ...assistantCalls,
  ...scheduledCalls,
  ...stateCalls,
  ...wholeCalls,
};

export async function run(context: Context, { asked, usage }: ArgsOf<'api'>): Promise<ExitCode> {
  if (!asked.ok) return misused(context, { misuse: asked.error, usage });
  const api = apiSession(context);
  try {
    // The table pairs every call with its own arguments; the compiler cannot follow a union through it.
    const handler = handlers[asked.value.call] as (api: ApiSession, call: ApiCall) => Promise<ApiResult>;
    const done = await handler(api, asked.value);
    if (!done.ok) return failed(context, done.error);
    if (context.json) context.out.print(exactText(done.value, 2));
    return exitCodes.succeeded;
  } finally {
    await api.close();
  }
}

function misused(context: Context, of: { readonly misuse: ApiMisuse; readonly usage: string }): ExitCode {
  const code = failed(context, of.misuse);
  if (!context.json && of.usage !== '') context.out.stream.write(of.usage);
  return code;
}

function failed(context: Context, failure: ApiFailure): ExitCode {
  const { code, message, help, said, told = false } = failure;
  if (told) return exitCodes.failed;
  if (context.json) {
    return report(context, { code, message, ...(help === undefined ? {} : { help }), exit: exitCodes.failed });
  }
  for (const line of said) context.err.print(line);
  return exitCodes.failed;
}
