/**
 * What is said of wrong words of `mission api`: as the service's older client says it, for whoever calls it from a script. Pure.
 */
import { closest } from '../lib/suggest.ts';
import type { ApiMisuse } from './api-call.ts';
import { apiCommandHelp } from './help-api.ts';

const seeAll = 'See `mission api --help`.';
const noStep = 'Use "-" for step_id if event doesn\'t belong to a specific step';

export function isMisuse(made: object): made is ApiMisuse {
  return 'said' in made;
}

export function noCommand(): ApiMisuse {
  const message = '`api` needs to know what to do';
  return { code: 'no-command', message, help: seeAll, said: [], usage: true };
}

/** Null: nothing is wrong with them. */
export function wrongEvent(words: readonly string[]): ApiMisuse | null {
  const takes = apiCommandHelp['log-event'].takes;
  if (words.length < 5) {
    const needed = takes.replace(/ \[.*/, '');
    return misuse('missing-argument', [`ERROR: log-event requires at least 5 arguments: ${needed}`, noStep]);
  }
  if (!/^[{[]/.test(words[4] ?? '')) return null;
  const said = 'ERROR: step_id appears to be JSON. You likely forgot the step_id argument.';
  return misuse('bad-argument', [said, `Expected: log-event ${takes}`, noStep]);
}

export function unknownCommand(name: string, known: readonly string[]): ApiMisuse {
  const near = closest(name, known);
  const help = near === undefined ? seeAll : `Did you mean ${near}? ${seeAll}`;
  return { ...misuse('unknown-command', [`Unknown command: ${name}`]), help, usage: true };
}

export function missingWords(name: string): ApiMisuse {
  const help = `See \`mission api ${name} --help\`.`;
  return { ...misuse('missing-argument', [`Missing arguments for command: ${name}`]), help, usage: true };
}

export function badArgument(said: string): ApiMisuse {
  return misuse('bad-argument', [said]);
}

export function notThat(what: string, expected: string): ApiMisuse {
  return badArgument(`ERROR: the ${what} must be ${expected} of JSON`);
}

function misuse(code: ApiMisuse['code'], said: readonly string[]): ApiMisuse {
  const message = said.map((line) => line.replace(/^ERROR: /, '')).join('\n');
  return { code, message, help: seeAll, said, usage: false };
}
