/** The bugs that the simulation must be able to see. */
import type { PlantedBug } from './planted.ts';

export const plantedBugs: readonly PlantedBug[] = [
  {
    name: 'acts before the commit',
    invariant: 1,
    file: 'engine/drive.ts',
    from: '    const committed = this.#session.commit({ wakeAt: this.#nextWake() });\n',
    to: '    this.#carryOutContacts();\n    const committed = this.#session.commit({ wakeAt: this.#nextWake() });\n',
  },
  {
    name: 'settles doubt from the first empty listing',
    invariant: 2,
    file: 'run/contact-observe.ts',
    from: 'if (!told.listing.complete || !(tooLateToAccept || told.listing.final === true)) return [];',
    to: '',
    where: ({ faults }) => faults.lostThere > 0,
  },
  {
    name: 'recomputes scheduled_at when sending',
    invariant: 1,
    file: 'run/contact-decide.ts',
    from: '    scheduledAt: open.scheduledAt,\n',
    to: '    scheduledAt: Math.max(open.scheduledAt, Math.ceil((input.now + leadMs) / secondMs) * secondMs),\n',
    where: ({ faults }) => faults.slow > 0.05,
  },
  {
    name: 'checks the ledger outside the transaction of the intent',
    invariant: 4,
    firstSeed: 193,
    file: 'engine/contact-turns.ts',
    from: 'const refused = refusedByLedger(session, index, answer.scheduledAt);',
    to: `const asked = globalThis as { cleared?: WeakMap<object, Set<number>> };
      asked.cleared ??= new WeakMap();
      const cleared = asked.cleared.get(session) ?? new Set<number>();
      asked.cleared.set(session, cleared);
      const refused = cleared.has(index) ? null : refusedByLedger(session, index, answer.scheduledAt);
      if (refused === null) cleared.add(index);`,
    where: ({ faults }) => faults.optsOut > 0,
  },
  {
    name: 'leaves the epoch unchecked',
    invariant: 9,
    file: 'store/sqlite-store.ts',
    from: `    if (standing.epoch !== commit.epoch) throw new StoreError(superseded(this.#runs.record(commit.run), commit.run));
    assertFollows(standing.seq, commit);
`,
    to: '',
    store: 'file',
    where: ({ faults }) => faults.suspends > 0,
  },
  {
    name: 'matches a text by the number of the sender only',
    invariant: 11,
    firstSeed: 591,
    file: 'engine/references.ts',
    from: 'return `${to} ${from}`;',
    to: 'return `${from}${to.slice(0, 0)}`;',
    where: ({ runs }) =>
      runs.filter(({ mission }) => mission.spec.rounds.some(({ channel }) => channel === 'sms')).length === 2,
  },
  {
    name: 'calls a run finished without reading after the withdrawal',
    invariant: 2,
    file: 'engine/deeds.ts',
    from: "this.#read(action.assistant, [{ index, action: { ...action, kind: 'read' } }]);",
    to: "if (answer.ok) this.#contact(index, { kind: 'reading', attempt: action.attempt, reading: { ref: action.ref, status: 'completed', call: 'canceled' } });",
    where: ({ faults }) => faults.withdrawalRaces > 0,
  },
  {
    name: 'changes a prompt while a call holds the assistant',
    invariant: 12,
    file: 'run/mission-slots.ts',
    from: 'pool: at === -1 ? pool : pool.with(at, event.contact)',
    to: 'pool: at === -1 ? pool : pool.with(at, null)',
  },
  {
    name: 'checks the window only when planning',
    invariant: 3,
    file: 'run/contact-decide.ts',
    from: 'const window = windowsFor(state, context).next(rounded);',
    to: `const again = (state as ContactState).intents > 0;
  const window = again ? { from: rounded, to: rounded + 60 * minuteMs } : windowsFor(state, context).next(rounded);`,
    where: ({ faults }) => faults.lostBack > 0,
  },
  {
    name: 'counts attempts per mission',
    invariant: 5,
    file: 'engine/contact-turns.ts',
    from: 'const attempts = session.store.attempts({ number: phone, world, after: at - dayMs, until: at + dayMs });',
    to: 'const attempts = session.state(index).attempts.map(({ scheduledAt }) => scheduledAt).filter((one) => one > at - dayMs);',
  },
  {
    name: 'takes nothing back that a no forbids',
    invariant: 4,
    firstSeed: 546,
    file: 'engine/refusals.ts',
    from: '    if (last === this.#last) return;\n',
    to: '    if (last >= 0) return;\n',
    where: ({ faults }) => faults.optsOut > 0 && faults.stops + faults.suspends === 0,
  },
  {
    name: 'opens all contacts of a negotiation at once',
    invariant: 6,
    file: 'run/mission-decide.ts',
    from: 'const isSerial = context.mission.serial && state.stopping === undefined;',
    to: 'const isSerial = state.stopping === null;',
  },
  {
    name: 'takes a yes to something else',
    invariant: 7,
    file: 'run/mission-observe.ts',
    from: "if (gate?.status !== 'asked' || gate.hash !== told.hash) return [];",
    to: "if (gate?.status !== 'asked') return [];",
    where: ({ runs }) =>
      runs.some(({ answers }) => Object.values(answers).some(({ decisions }) => decisions[0] === 'approve-other')),
  },
  {
    name: 'ends a stopped run while a call is under way',
    invariant: 8,
    file: 'run/mission-decide.ts',
    from: 'if (done >= contacts) return afterCalls(on, id);',
    to: 'if (done >= contacts || (state.stopping !== undefined && done > 0)) return afterCalls(on, id);',
  },
];
