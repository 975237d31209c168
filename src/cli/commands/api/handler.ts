/** How a command of `mission api` is carried out: it prints its lines and gives what `--json` shows. */
import type { ApiCallName, ApiCallOf } from '../../api-call.ts';
import type { ApiResult, ApiSession } from './session.ts';

export type Handler<Name extends ApiCallName> = (api: ApiSession, call: ApiCallOf<Name>) => Promise<ApiResult>;
export type Handlers<Names extends ApiCallName> = { readonly [Name in Names]: Handler<Name> };
