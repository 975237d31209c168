/** What `mission setup` asks at a terminal. */
import type { Context } from '../../context.ts';

export interface Prompts {
  /** Undefined: nothing was typed. Null: the user wants to stop. */
  key(): Promise<string | undefined | null>;
  name(question: string): Promise<string | undefined | null>;
  confirm(question: string): Promise<boolean | null>;
}

export function terminalPrompts(context: Context): Prompts {
  const output = context.err.stream as NodeJS.WriteStream;
  return {
    async key() {
      const { isCancel, password } = await import('@clack/prompts');
      const typed = await password({ message: 'The API key (from the dashboard of the service)', output });
      return isCancel(typed) ? null : typed?.trim() || undefined;
    },
    async name(question) {
      const { isCancel, text } = await import('@clack/prompts');
      const typed = await text({ message: `${question} (Enter for none)`, output });
      return isCancel(typed) ? null : typed?.trim() || undefined;
    },
    async confirm(question) {
      const { confirm, isCancel } = await import('@clack/prompts');
      const said = await confirm({ message: question, output });
      return isCancel(said) ? null : said;
    },
  };
}
