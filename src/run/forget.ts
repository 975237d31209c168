/**
 * A person is forgotten: what a run's journal says of them is replaced, event by event, so that the journal still tells what
 * was done and a replay of it still gives the stored states (invariant 9). Pure.
 *
 * Of the person's own contacts every word and value goes: prompts, texts, insights, transcripts, answers, ids of conversations.
 * Elsewhere only what names the person goes. Instants, outcomes, durations, costs and scores stay.
 */
import type { Fields, LeftOut, PersonaLine, RoundSpec, Spec, Target, Value } from '../spec/spec.ts';
import type { ContactEvent, JournalEvent, MissionEvent } from './events.ts';

/** What stands where something was. */
export const forgottenText = 'forgotten';

/** One person in one run. */
export interface ForgottenPerson {
  /** New ids of the person's targets, by their old ones. */
  readonly targets: ReadonlyMap<string, string>;
  /** The same of contacts: `demo/acme`. */
  readonly contacts: ReadonlyMap<string, string>;
  /** A text without what names the person. */
  clean(text: string): string;
  /** The same for sentences that the program made, in which ids stand as well. */
  cleanSentence(text: string): string;
}

export function forgetEvent(event: JournalEvent, person: ForgottenPerson): JournalEvent {
  if (!('contact' in event)) return { ...missionEvent(event, person), seq: event.seq };
  const contact = person.contacts.get(event.contact);
  const changed = contact === undefined ? otherEvent(event, person) : ownEvent(event, { contact, person });
  return { ...changed, seq: event.seq };
}

function ownEvent(
  event: ContactEvent,
  { contact, person }: { readonly contact: string; readonly person: ForgottenPerson },
): ContactEvent {
  switch (event.type) {
    case 'contact.queued': {
      const target = person.targets.get(event.data.target) ?? forgottenText;
      return { ...event, contact, data: { ...event.data, target } };
    }
    case 'attempt.intended': {
      const { text, ...data } = event.data;
      const key = renamedKey(data.key, { from: event.contact, to: contact });
      return { ...event, contact, data: { ...data, key, ...(text === undefined ? {} : { text: forgottenText }) } };
    }
    case 'attempt.withdrawn': {
      const key = renamedKey(event.data.key, { from: event.contact, to: contact });
      return { ...event, contact, data: { ...event.data, key, reason: person.cleanSentence(event.data.reason) } };
    }
    case 'assistant.updated':
      return { ...event, contact, data: { ...event.data, instructions: forgottenText, greeting: forgottenText } };
    case 'attempt.progressed': {
      const { conversation: _, ...data } = event.data;
      return { ...event, contact, data };
    }
    case 'attempt.ended': {
      const { conversation: _, text, reason, ...data } = event.data;
      const said = text === undefined ? {} : { text: forgottenText };
      const why = reason === undefined ? {} : { reason: person.cleanSentence(reason) };
      return { ...event, contact, data: { ...data, ...said, ...why } };
    }
    case 'insight.received': {
      const { transcript: _, collected, ...data } = event.data;
      const values = collected === undefined ? {} : { collected: {} };
      return { ...event, contact, data: { ...data, summary: forgottenText, ...values } };
    }
    case 'insight.extracted':
      return { ...event, contact, data: { ...event.data, collected: {} } };
    case 'contact.finished': {
      // Emptied, not left out: that there was an answer is what the mission went by.
      const values = event.data.collected === undefined ? {} : { collected: {} };
      return { ...event, contact, data: { ...event.data, ...values } };
    }
    case 'attempt.doubted':
    case 'attempt.withdrawing':
      return { ...event, contact, data: { reason: person.cleanSentence(event.data.reason) } };
    case 'rule.breached':
      return { ...event, contact, data: { ...event.data, detail: person.cleanSentence(event.data.detail) } };
    default:
      return { ...event, contact };
  }
}

/** Of somebody else: a prompt or an answer may name the person. */
function otherEvent(event: ContactEvent, person: ForgottenPerson): ContactEvent {
  const clean = (text: string): string => person.clean(text);
  switch (event.type) {
    case 'attempt.intended': {
      const { text } = event.data;
      return text === undefined ? event : { ...event, data: { ...event.data, text: clean(text) } };
    }
    case 'assistant.updated': {
      const { instructions, greeting } = event.data;
      return {
        ...event,
        data: { ...event.data, instructions: clean(instructions), greeting: clean(greeting) },
      };
    }
    case 'attempt.ended': {
      const { text } = event.data;
      return text === undefined ? event : { ...event, data: { ...event.data, text: clean(text) } };
    }
    case 'insight.received': {
      const { summary, transcript, collected } = event.data;
      const said = transcript === undefined ? {} : { transcript: transcript.map(clean) };
      const values = collected === undefined ? {} : { collected: cleanFields(collected, clean) };
      return { ...event, data: { ...event.data, summary: clean(summary), ...said, ...values } };
    }
    case 'insight.extracted':
      return { ...event, data: { ...event.data, collected: cleanFields(event.data.collected, clean) } };
    case 'contact.finished': {
      const { collected } = event.data;
      const values = collected === undefined ? {} : { collected: cleanFields(collected, clean) };
      return { ...event, data: { ...event.data, ...values } };
    }
    default:
      return event;
  }
}

function missionEvent(event: MissionEvent, person: ForgottenPerson): MissionEvent {
  const clean = (text: string): string => person.cleanSentence(text);
  switch (event.type) {
    case 'run.finished':
      return { ...event, data: { ...event.data, summary: clean(event.data.summary) } };
    case 'run.stopping':
      return { ...event, data: { ...event.data, reason: clean(event.data.reason) } };
    case 'step.completed':
      return { ...event, data: { summary: clean(event.data.summary) } };
    case 'step.failed':
    case 'step.skipped':
      return { ...event, data: { reason: clean(event.data.reason) } };
    case 'round.ranked': {
      const top = event.data.top.map((one) => ({ ...one, target: person.targets.get(one.target) ?? one.target }));
      return { ...event, data: { ...event.data, top } };
    }
    case 'round.chosen': {
      const { refused, ...data } = event.data;
      const ids = refused?.map((id) => person.targets.get(id) ?? id);
      return { ...event, data: { ...data, ...(ids === undefined ? {} : { refused: ids }) } };
    }
    case 'gate.asked':
      return { ...event, data: { ...event.data, question: clean(event.data.question) } };
    case 'offer.best': {
      const target = person.targets.get(event.data.target) ?? event.data.target;
      return { ...event, data: { ...event.data, target } };
    }
    case 'limit.reached':
      return { ...event, data: { ...event.data, detail: clean(event.data.detail) } };
    case 'provider.failed':
      return { ...event, data: { ...event.data, message: clean(event.data.message) } };
    default:
      return event;
  }
}

/** `<run>.<contact>.<n>` */
export function renamedKey(key: string, contact: { readonly from: string; readonly to: string }): string {
  const at = key.indexOf(`.${contact.from}.`);
  if (at === -1) return key;
  return `${key.slice(0, at + 1)}${contact.to}${key.slice(at + 1 + contact.from.length)}`;
}

/** What is left of a target: that it was one. */
export function forgetTarget({ kind }: Target, id: string): Target {
  return { id, name: forgottenText, phone: '', zones: [], kind, fields: { id, name: forgottenText } };
}

/** Of somebody else's row only what names the person. */
export function cleanTarget(target: Target, clean: (text: string) => string): Target {
  return { ...target, name: clean(target.name), fields: cleanFields(target.fields, clean) };
}

export function forgetLeftOut(left: LeftOut, person: ForgottenPerson): LeftOut {
  return {
    ...left,
    target: person.targets.get(left.target) ?? left.target,
    reason: person.cleanSentence(left.reason),
  };
}

/** The texts of a spec, which may name the person, and how the simulated world plays them. */
export function forgetSpec(spec: Spec, person: ForgottenPerson): Spec {
  const clean = (text: string): string => person.clean(text);
  const others = Object.entries(spec.simulate.personas).filter(([id]) => !person.targets.has(id));
  const personas = others.map(([id, lines]) => [id, lines.map((line) => cleanLine(line, clean))] as const);
  const [first, ...rest] = spec.rounds;
  return {
    ...spec,
    params: Object.fromEntries(
      Object.entries(spec.params).map(([name, value]) => [name, typeof value === 'string' ? clean(value) : value]),
    ),
    rounds: [cleanRound(first, clean), ...rest.map((round) => cleanRound(round, clean))],
    ...(spec.act === undefined ? {} : { act: cleanRound(spec.act, clean) }),
    gates: spec.gates.map((gate) => ({ ...gate, ask: clean(gate.ask) })),
    simulate: { ...spec.simulate, personas: Object.fromEntries(personas) },
  };
}

function cleanLine(line: PersonaLine, clean: (text: string) => string): PersonaLine {
  const { collected, transcript, reply } = line;
  return {
    ...line,
    ...(collected === undefined ? {} : { collected: cleanFields(collected, clean) }),
    ...(transcript === undefined ? {} : { transcript: transcript.map(clean) }),
    ...(reply === undefined ? {} : { reply: clean(reply) }),
  };
}

function cleanRound(round: RoundSpec, clean: (text: string) => string): RoundSpec {
  const { assistant, message } = round;
  return {
    ...round,
    ...(message === undefined ? {} : { message: clean(message) }),
    ...(assistant === undefined
      ? {}
      : {
          assistant: {
            ...assistant,
            instructions: clean(assistant.instructions),
            greeting: clean(assistant.greeting),
            voicemail: {
              ...assistant.voicemail,
              ...(assistant.voicemail.message === undefined ? {} : { message: clean(assistant.voicemail.message) }),
            },
          },
        }),
  };
}

function cleanFields(fields: Fields, clean: (text: string) => string): Fields {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, cleanValue(value, clean)]));
}

function cleanValue(value: Value, clean: (text: string) => string): Value {
  if (typeof value === 'string') return clean(value);
  if (Array.isArray(value)) return value.map((one: Value) => cleanValue(one, clean));
  return value !== null && typeof value === 'object' ? cleanFields(value as Fields, clean) : value;
}
