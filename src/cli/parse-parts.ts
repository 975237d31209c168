/** What the descriptions of commands share. */
import { type Command, InvalidArgumentError } from 'commander';
import type { CommandName, Invocation } from './invocation.ts';

/** Makes a command of the program, with its help. */
export type Make = (name: CommandName) => Command;
export type Done = (invocation: Invocation) => void;

/** Without the members that were not given. */
export function given<Members extends Record<string, unknown>>(
  members: Members,
): { [Key in keyof Members]?: Exclude<Members[Key], undefined> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Members]?: Exclude<Members[Key], undefined>;
  };
}

/** A reason that says something. */
export function reasonText(word: string): string {
  const text = word.trim();
  if (text === '') throw new InvalidArgumentError('It must say why.');
  return text;
}

export function wholeNumber(word: string): number {
  const number = Number(word);
  if (!/^\d+$/.test(word) || !Number.isSafeInteger(number)) {
    throw new InvalidArgumentError('It must be a whole number, 0 or more.');
  }
  return number;
}
