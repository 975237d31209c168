/** The commands of `mission api`: their families, arguments and words of help. At most 80 columns. */
import type { ApiCallName } from './api-call.ts';

export interface ApiCommandHelp {
  readonly family: string;
  /** What comes after the name: `<needed> [optional]`. */
  readonly takes: string;
  /** One line, in the list of commands. */
  readonly summary: string;
  readonly more?: string;
}

const run = '<mission_id> <run_id>';

/** In the order in which they are listed. */
export const apiCommandHelp: Readonly<Record<ApiCallName, ApiCommandHelp>> = {
  'check-key': { family: 'Key', takes: '', summary: 'tell which key is used' },
  'create-mission': { family: 'Missions', takes: '<name> <instructions>', summary: 'make a mission' },
  'get-mission': { family: 'Missions', takes: '<mission_id>', summary: 'print a mission as JSON' },
  'list-missions': { family: 'Missions', takes: '', summary: 'list the newest missions' },
  'create-run': { family: 'Runs', takes: '<mission_id> <input_json>', summary: 'make a run of a mission' },
  'get-run': { family: 'Runs', takes: run, summary: 'print a run as JSON' },
  'update-run': {
    family: 'Runs',
    takes: `${run} <status>`,
    summary: 'set the status of a run',
    more: 'Statuses: pending, running, succeeded, failed, cancelled.',
  },
  'list-runs': { family: 'Runs', takes: '<mission_id>', summary: 'list the runs of a mission' },
  'create-plan': {
    family: 'Plan',
    takes: `${run} <steps_json>`,
    summary: 'give a run its steps',
    more: 'A list of steps; each has at least `step_id` and `sequence`.',
  },
  'get-plan': { family: 'Plan', takes: run, summary: "print a run's steps as JSON" },
  'update-step': {
    family: 'Plan',
    takes: `${run} <step_id> <status>`,
    summary: 'set the status of a step',
    more: `Statuses: pending, in_progress, completed, skipped, failed. The last three are
final.`,
  },
  'log-event': {
    family: 'Events',
    takes: `${run} <type> <summary> <step_id> [payload_json]`,
    summary: 'note an event of a run',
    more: `Types: tool_call, custom, message, error, step_started, step_completed. The
step is "-" where the event belongs to none.`,
  },
  'list-events': { family: 'Events', takes: run, summary: 'list the events of a run' },
  'create-assistant': {
    family: 'Assistants',
    takes: '<name> <instructions> <greeting> [options_json]',
    summary: 'make a voice assistant',
    more: `Options: features, model, tools, description, voice. An empty greeting lets the
person who was called speak first.`,
  },
  'list-assistants': {
    family: 'Assistants',
    takes: '[--name=TEXT] [--page=N] [--size=N]',
    summary: 'list assistants',
  },
  'get-assistant': { family: 'Assistants', takes: '<assistant_id>', summary: 'print an assistant as JSON' },
  'update-assistant': {
    family: 'Assistants',
    takes: '<assistant_id> <updates_json>',
    summary: 'change an assistant',
  },
  'get-connection-id': {
    family: 'Assistants',
    takes: '<assistant_id> [telephony|messaging]',
    summary: 'tell by which connection it speaks',
  },
  'list-phones': { family: 'Phone numbers', takes: '', summary: "list the account's numbers" },
  'get-available-phone': { family: 'Phone numbers', takes: '', summary: 'find a number that can be used' },
  'assign-phone': {
    family: 'Phone numbers',
    takes: '<phone_id> <connection_id> [voice|sms]',
    summary: 'connect a number',
  },
  'schedule-call': {
    family: 'Scheduled events',
    takes: '<assistant_id> <to> <from> <datetime> <mission_id> <run_id> [step_id]',
    summary: 'have a call placed',
    more: `The time lies at least a minute ahead, like 2026-12-01T15:00:00Z. With a step,
newer servers complete that step by themselves.`,
  },
  'schedule-sms': {
    family: 'Scheduled events',
    takes: '<assistant_id> <to> <from> <datetime> <text> [mission_id] [run_id] [step_id]',
    summary: 'have a text sent',
  },
  'get-event': {
    family: 'Scheduled events',
    takes: '<assistant_id> <event_id>',
    summary: 'tell how a call or text stands',
  },
  'cancel-scheduled-event': {
    family: 'Scheduled events',
    takes: '<assistant_id> <event_id>',
    summary: 'take a call or text back',
  },
  'list-events-assistant': {
    family: 'Scheduled events',
    takes: '<assistant_id>',
    summary: 'list calls and texts of an assistant',
  },
  'get-insights': {
    family: 'Insights',
    takes: '<conversation_id>',
    summary: 'print what a conversation came to',
  },
  'link-agent': { family: 'Linked assistants', takes: `${run} <assistant_id>`, summary: 'link an assistant to a run' },
  'list-linked-agents': { family: 'Linked assistants', takes: run, summary: 'list the assistants of a run' },
  'unlink-agent': { family: 'Linked assistants', takes: `${run} <assistant_id>`, summary: 'undo a link' },
  'list-state': { family: 'State', takes: '', summary: 'list the missions under way' },
  'get-state': { family: 'State', takes: '<slug>', summary: 'print what is kept of a mission' },
  'remove-state': { family: 'State', takes: '<slug>', summary: 'drop what is kept of a mission' },
  'save-memory': {
    family: 'Memory',
    takes: '<slug> <key> <value>',
    summary: 'remember a value',
    more: 'A value that begins with { or [ is read as JSON, any other is text.',
  },
  'get-memory': { family: 'Memory', takes: '<slug> [key]', summary: 'print what is remembered' },
  'append-memory': {
    family: 'Memory',
    takes: '<slug> <key> <item>',
    summary: 'add to a remembered list',
    more: 'An item that begins with { or [ is read as JSON, any other is text.',
  },
  init: {
    family: 'Whole missions',
    takes: '<name> <instructions> <request> [steps_json]',
    summary: 'begin a mission, or go on with it',
    more: `Makes the mission, its run and its plan, and sets the run running. Where
.missions_state.json knows the mission already, it only says so.`,
  },
  'setup-agent': {
    family: 'Whole missions',
    takes: '<slug> <name> <instructions> <greeting> [options_json]',
    summary: 'give a mission its assistant and number',
    more: 'Options: tools, model.',
  },
  complete: {
    family: 'Whole missions',
    takes: '<slug> <mission_id> <run_id> <summary> [payload_json]',
    summary: 'end a mission as succeeded',
  },
};
