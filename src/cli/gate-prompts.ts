/**
 * Asking at the terminal what a gate asks. The answer goes the way of every answer from outside: a signal in the store, with
 * the hash of what was asked. Another answer, from a phone or another terminal, takes the prompt away, and says so.
 */
import { unreachable } from '../lib/result.ts';
import { isRunFinal } from '../run/mission-state.ts';
import type { Store } from '../run/ports.ts';
import type { GateState, MissionState } from '../run/state.ts';
import type { Context } from './context.ts';
import type { RunView } from './run-view.ts';
import { byText } from './view/event-text.ts';
import { instantText } from './view/time-text.ts';
import { oneLine, wrap } from './view/width.ts';

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

interface Asking {
  readonly gate: string;
  readonly controller: AbortController;
  isShown: boolean;
}

export interface PromptOptions {
  readonly store: Store;
  readonly run: string;
  readonly view: Pick<RunView, 'hide' | 'show'>;
  /** Ctrl-C at the prompt. */
  readonly stop?: () => void;
}

export function openGatePrompts(context: Context, of: PromptOptions): GatePrompts {
  if (!context.interactive) return context.json ? noPrompts : hints(context, of.run);
  const { stop = () => process.kill(process.pid, 'SIGINT') } = of;
  const say = (text: string): void => context.err.print(wrap(oneLine(text), context.err.width).join('\n'));
  let asking: Asking | null = null;
  const asked = new Set<string>();

  const ask = async (gate: string, state: GateState & { readonly hash: string }): Promise<void> => {
    const { askYesOrNo } = await import('./yes-or-no.ts');
    const controller = new AbortController();
    const current: Asking = { gate, controller, isShown: false };
    asking = current;
    const answer = await askYesOrNo({
      input: context.stdin,
      output: context.err,
      signal: controller.signal,
      show: () => {
        current.isShown = true;
        of.view.hide();
        const until = state.expiresAt === undefined ? '' : ` (until ${instantText(state.expiresAt)})`;
        say(`Gate ${gate} of ${of.run} asks${until}:`);
        say(state.question ?? `Go on with ${gate}?`);
      },
    });
    if (asking === current) asking = null;
    switch (answer) {
      case 'yes':
      case 'no':
        of.store.signal(of.run, {
          kind: answer === 'yes' ? 'approve' : 'deny',
          gate,
          hash: state.hash,
          by: 'terminal',
        });
        break;
      case 'interrupted':
        // Ctrl-C says neither yes nor no: it stops the program, and the gate stays shut.
        say(`Nothing was answered: gate ${gate} stays shut.`);
        stop();
        break;
      case 'away':
        if (current.isShown && !controller.signal.aborted)
          say(`Nobody can type here any more: answer gate ${gate} elsewhere.`);
        break;
      default:
        unreachable(answer);
    }
    of.view.show();
  };

  /** The prompt goes at once, and below it stands what became of its gate. */
  const takeAway = (current: Asking, mission: MissionState | null): void => {
    asking = null;
    current.controller.abort();
    if (current.isShown) say(whyAway(current.gate, mission));
  };

  return {
    tell(mission) {
      if (asking !== null && !isOpen(asking.gate, mission)) takeAway(asking, mission);
    },
    ask(gate) {
      const state = of.store.mission(of.run)?.gates[gate];
      const id = `${gate} ${state?.askedAt}`;
      if (asking !== null || asked.has(id) || state?.status !== 'asked' || state.hash === undefined) return;
      asked.add(id);
      void ask(gate, { ...state, hash: state.hash });
    },
    close() {
      if (asking !== null) takeAway(asking, of.store.mission(of.run));
    },
  };
}

/** Whether an answer to the gate would still change something. */
function isOpen(gate: string, mission: MissionState): boolean {
  return mission.gates[gate]?.status === 'asked' && mission.stopping === undefined && mission.paused !== true;
}

function whyAway(gate: string, mission: MissionState | null): string {
  const state = mission?.gates[gate];
  if (state !== undefined && state.status !== 'asked') {
    const how = state.by === undefined ? '' : ` ${byText(state.by)}`;
    return `Gate ${gate} ${state.status === 'expired' ? 'has expired' : `was ${state.status}${how}`}; nothing was answered here.`;
  }
  const ended = mission !== null && (mission.stopping !== undefined || isRunFinal(mission.status));
  const why = ended ? 'the run ends' : mission?.paused === true ? 'the run is paused' : `gate ${gate} stays shut`;
  return `Nothing was answered: ${why}.`;
}
