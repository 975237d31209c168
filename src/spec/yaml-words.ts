/** What the YAML library finds, in plain words. By its codes; its sentences are for those who know YAML's grammar. */
import type { ErrorCode } from 'yaml';
import type { TokenProblem } from './yaml-tokens.ts';

export interface Words {
  readonly code: string;
  readonly message: string;
  readonly help: string;
}

export const unquotedTemplate: Words = {
  code: 'unquoted-template',
  message: 'Text with `{{` must be in quotes: YAML takes the braces for a mapping.',
  help: 'Write "… {{target.name}} …", or put the text under `|` on lines of its own.',
};

const indentation = 'Lines of one mapping begin in the same column; what belongs to a key stands further in.';

const byCode: Readonly<Partial<Record<ErrorCode, Words>>> = {
  TAB_AS_INDENT: {
    code: 'tab',
    message: 'A tab stands where YAML takes spaces only.',
    help: 'Replace the tabs by spaces, two for each step in.',
  },
  BAD_INDENT: {
    code: 'bad-indentation',
    message: 'This line is not indented as its neighbours are.',
    help: indentation,
  },
  BLOCK_AS_IMPLICIT_KEY: {
    code: 'bad-syntax',
    message: 'A second colon stands in this line, or the next line is not indented as its neighbours are.',
    help: 'Put text that holds a colon and a space into quotes; begin the lines of one mapping in the same column.',
  },
  BLOCK_IN_FLOW: {
    code: 'bad-syntax',
    message: 'Inside braces and brackets no indented block can stand.',
    help: 'Close the bracket first, or write all of it on lines of their own.',
  },
  BAD_SCALAR_START: {
    code: 'bad-syntax',
    message: 'Text cannot begin with this character without quotes.',
    help: 'Put the text into quotes.',
  },
  BAD_DQ_ESCAPE: {
    code: 'bad-escape',
    message: 'Inside double quotes a backslash begins an escape, and this is none.',
    help: 'Write `\\\\` for a backslash, or use single quotes.',
  },
  BAD_ALIAS: {
    code: 'bad-alias',
    message: 'This is no name of an anchor.',
    help: 'Put text that begins with `*` or `&` into quotes.',
  },
  MULTILINE_IMPLICIT_KEY: {
    code: 'bad-syntax',
    message: 'This line has no colon, or the one before it is not closed.',
    help: 'Write `key: value`; put text of several lines under `|`.',
  },
  KEY_OVER_1024_CHARS: {
    code: 'bad-syntax',
    message: 'This key is longer than 1024 characters.',
    help: 'Look for a missing quote or colon before it.',
  },
  MISSING_CHAR: {
    code: 'bad-syntax',
    message: 'Something is missing here: a colon after a key, a closing quote or a closing bracket.',
    help: 'Write `key: value`, and close every quote and bracket.',
  },
  TAG_RESOLVE_FAILED: {
    code: 'tag',
    message: 'Types with an exclamation mark are not taken here.',
    help: 'Leave the `!…` out; put text that begins with `!` into quotes.',
  },
};

const otherwise: Words = {
  code: 'bad-syntax',
  message: 'YAML cannot read this here.',
  help: 'Look at quotes, brackets, colons and indentation here and in the line above.',
};

export function wordsOf(code: ErrorCode): Words {
  return byCode[code] ?? otherwise;
}

/** For a quote or a bracket that is opened and never closed. */
export function unclosedWords(opening: string): Words {
  const closing: Readonly<Record<string, string>> = { '[': ']', '{': '}' };
  const what = closing[opening] === undefined ? 'quote' : 'bracket';
  return {
    code: 'unclosed',
    message: `This ${what} is never closed.`,
    help: `Close it with \`${closing[opening] ?? opening}\`.`,
  };
}

const ofTokens: Readonly<Record<TokenProblem['code'], Omit<Words, 'code'>>> = {
  'too-large': {
    message: 'This file has more parts than a mission file can have.',
    help: 'Move long lists of targets to a CSV file and name it in `targets.from`.',
  },
  'too-deep': {
    message: 'Here the file is nested more deeply than any mission is.',
    help: 'Take the brackets or dashes out.',
  },
  'multiple-documents': {
    message: 'A second document begins here; a mission file holds one.',
    help: 'Take the line `---` out, or move what follows to a file of its own.',
  },
  directive: { message: 'Lines that begin with `%` are not taken here.', help: 'Take the line out.' },
};

export function tokenWords(problem: TokenProblem): Words {
  return { code: problem.code, ...ofTokens[problem.code] };
}
