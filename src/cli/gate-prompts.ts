/**
 * Asking at the terminal what a gate asks. The answer goes the way of every answer from outside: a signal in the store, with
 * the hash of what was asked. Another answer, from a phone or another terminal, takes the prompt away.
 */
import type { Store } from '../run/ports.ts';
import type { MissionState } from '../run/state.ts';
import type { Context } from './context.ts';
import type { RunView } from './run-view.ts';

export interface GatePrompts {
  /** After each commit: takes away a prompt whose gate was answered otherwise. */
  tell(mission: MissionState): void;
  /** The run stands still for the gate. */
  ask(gate: string): void;
  close(): void;
}

const noPrompts: GatePrompts = { tell: () => undefined, ask: () => undefined, close: () => undefined };

/** Without a terminal nobody can be asked here: how to answer from elsewhere is said once for each gate. */
function hints(context: Context, run: string): GatePrompts {
  const said = new Set<string>();
  return {
    ...noPrompts,
    ask(gate) {
      if (said.has(gate)) return;
      said.add(gate);
      context.err.print(`Answer from any terminal:\n  mission approve ${run} ${gate}\n  mission deny ${run} ${gate}`);
    },
  };
}

export function openGatePrompts(
  context: Context,
  of: { readonly store: Store; readonly run: string; readonly view: RunView },
): GatePrompts {
  if (!context.interactive) return context.json ? noPrompts : hints(context, of.run);
  let asking: { readonly gate: string; readonly controller: AbortController } | null = null;
  const asked = new Set<string>();

  const ask = async (gate: string, hash: string, question: string): Promise<void> => {
    const controller = new AbortController();
    asking = { gate, controller };
    of.view.hide();
    const { confirm, isCancel } = await import('@clack/prompts');
    const answer = await confirm({
      message: question,
      active: 'Approve',
      inactive: 'Deny',
      initialValue: false,
      signal: controller.signal,
    });
    asking = null;
    of.view.show();
    // Ctrl-C at the prompt says neither yes nor no: it stops the program, and the gate stays shut.
    if (isCancel(answer)) {
      if (!controller.signal.aborted) process.kill(process.pid, 'SIGINT');
      return;
    }
    of.store.signal(of.run, { kind: answer ? 'approve' : 'deny', gate, hash, by: 'terminal' });
  };

  return {
    tell(mission) {
      if (asking !== null && mission.gates[asking.gate]?.status !== 'asked') asking.controller.abort();
    },
    ask(gate) {
      const state = of.store.mission(of.run)?.gates[gate];
      const id = `${gate} ${state?.askedAt}`;
      if (asking !== null || asked.has(id) || state?.status !== 'asked' || state.hash === undefined) return;
      asked.add(id);
      void ask(gate, state.hash, state.question ?? `Go on with ${gate}?`);
    },
    close() {
      asking?.controller.abort();
    },
  };
}
