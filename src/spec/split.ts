/** Texts that are an expression and a word: `collected.price asc`, `minimize collected.price`. */

interface Split<Word extends string> {
  readonly word: Word;
  readonly expression: string;
  /** Where the expression begins in the text. */
  readonly offset: number;
}

/** Null: no word at the end. */
export function splitRank(text: string): Split<'asc' | 'desc'> | null {
  const found = /^(\s*)(\S[\s\S]*?)\s+(asc|desc)\s*$/.exec(text);
  if (found === null) return null;
  const [, indent = '', expression = '', word] = found;
  return { word: word === 'asc' ? 'asc' : 'desc', expression, offset: indent.length };
}

/** Null: no word at the beginning. */
export function splitObjective(text: string): Split<'minimize' | 'maximize'> | null {
  const found = /^(\s*(minimize|maximize)\s+)(\S[\s\S]*?)\s*$/.exec(text);
  if (found === null) return null;
  const [, head = '', word, expression = ''] = found;
  return { word: word === 'minimize' ? 'minimize' : 'maximize', expression, offset: head.length };
}
