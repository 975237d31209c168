/**
 * Lets a caller use the tool by which a message reaches an agent: `sessions_send` on the list `gateway.tools.allow` of the gateway's own
 * file. Never on the list `tools.allow` at its top level: that one takes from the agent every tool that it does not name.
 *
 * Owns: the gateway's file, while it changes it.
 * 1. Only plain JSON is rewritten; a file with comments is left to whoever wrote them.
 * 2. The file as it was stays beside it, and the new one takes its place at once, with its mode.
 */
import { chmodSync, existsSync, readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { exactText, parseExact } from '../lib/exact-json.ts';
import { errorCode, fileTrouble } from '../lib/file-trouble.ts';
import { writeWhole } from '../lib/write-whole.ts';
import { field, isObject } from './fields.ts';
import { sendTool } from './gateway-config.ts';

/** by-hand: nothing was changed, and why. */
export type Allowed =
  | { readonly kind: 'already' }
  | { readonly kind: 'changed'; readonly backup: string }
  | { readonly kind: 'by-hand'; readonly why: string };

export type AllowedText = { readonly kind: 'changed'; readonly text: string } | Exclude<Allowed, { kind: 'changed' }>;

/** What to put into the file by hand. */
export const allowSnippet = `{ "gateway": { "tools": { "allow": ["${sendTool}"] } } }`;

/** Pure: the file's text with the tool on the list. */
export function withToolAllowed(text: string): AllowedText {
  const parsed = parseExact(text);
  if (!parsed.ok) return byHand('it holds comments, or other things that a rewriting would lose');
  const data = parsed.value;
  const gateway = field(data, 'gateway') ?? {};
  const tools = field(gateway, 'tools') ?? {};
  const allow = field(tools, 'allow') ?? [];
  const deny = field(tools, 'deny');
  if (!isObject(data) || !isObject(gateway) || !isObject(tools) || !Array.isArray(allow))
    return byHand('it is not made as expected');
  if (Array.isArray(deny) && deny.includes(sendTool)) return byHand(`gateway.tools.deny names ${sendTool}`);
  if (allow.includes(sendTool)) return { kind: 'already' };
  const changed = { ...data, gateway: { ...gateway, tools: { ...tools, allow: [...allow, sendTool] } } };
  const [, indent = '  '] = /^([ \t]+)"/m.exec(text) ?? [];
  return { kind: 'changed', text: `${exactText(changed, indent)}${text.endsWith('\n') ? '\n' : ''}` };
}

export function allowTool(path: string): Allowed {
  try {
    const real = realpathSync(path);
    const before = readFileSync(real, 'utf8');
    const next = withToolAllowed(before);
    if (next.kind !== 'changed') return next;
    const { mode } = statSync(real);
    const backup = keep(real, { text: before, mode });
    writeWhole(real, { text: next.text, mode });
    return { kind: 'changed', backup };
  } catch (thrown) {
    if (fileTrouble(thrown) === null) throw thrown;
    return byHand(`it cannot be written (${errorCode(thrown)})`);
  }
}

/** The first free name beside it. It holds the token as the file itself does. */
function keep(path: string, of: { readonly text: string; readonly mode: number }): string {
  for (let count = 1; ; count += 1) {
    const backup = `${path}.before-mission${count === 1 ? '' : `-${count}`}`;
    if (existsSync(backup)) continue;
    writeFileSync(backup, of.text, { flag: 'wx', mode: 0o600 });
    chmodSync(backup, of.mode & 0o777);
    return backup;
  }
}

function byHand(why: string): Exclude<Allowed, { kind: 'changed' }> {
  return { kind: 'by-hand', why };
}
