/** The words of `mission --help` and `mission COMMAND --help`. At most 80 columns. */
import type { CommandName } from './invocation.ts';

export interface CommandHelp {
  /** After `mission NAME`. */
  readonly usage: string;
  /** One line, in the list of commands. */
  readonly summary: string;
  /** What else one must know. */
  readonly more?: string;
  readonly examples: readonly string[];
}

export const programHelp = `Outreach by phone and text, written as a YAML file and carried through.`;

const runNamed = `RUN is a run's name, or a mission's file for its latest run; it may be left out
where there is just one.`;

/** In the order in which they are listed. */
export const commandHelp: Readonly<Record<CommandName, CommandHelp>> = {
  init: {
    usage: '[options] [name]',
    summary: 'write a commented starter mission',
    more: `Writes NAME as a file in the current folder; it never overwrites one. Without a
terminal, a mission without --class is a parallel-screening.`,
    examples: ['mission init --class parallel-sweep "Library opening hours"'],
  },
  validate: {
    usage: '[options] FILE...',
    summary: 'report every problem of mission files',
    examples: ['mission validate missions/*.yaml', 'mission validate call.yaml --json'],
  },
  plan: {
    usage: '[options] FILE',
    summary: 'show what would happen, and what it costs',
    examples: ['mission plan call.yaml', 'mission plan call.yaml --prompt acme'],
  },
  explain: {
    usage: '[options] [FILE] TARGET',
    summary: 'show what each contact rule says of a target',
    more: `TARGET is a target's id or a phone number. A number alone is explained for each
purpose, by the rules of this workspace.`,
    examples: ['mission explain call.yaml acme', 'mission explain +13055550101'],
  },
  run: {
    usage: '[options] FILE',
    summary: 'carry a mission out, or go on with its unfinished run',
    more: `Ctrl-C stops cleanly; \`mission resume\` goes on. The results appear beside FILE.`,
    examples: [
      'mission run call.yaml --provider simulator',
      'mission run call.yaml -p city=Chicago --approve launch --no-wait',
    ],
  },
  resume: {
    usage: '[options] [RUN]',
    summary: 'go on with a run that was stopped or paused',
    more: runNamed,
    examples: ['mission resume', 'mission resume find-contractors-3'],
  },
  tick: {
    usage: '[options] [RUN]',
    summary: 'do what is due, then exit with the next wake time',
    more: `For cron: with --every, what falls due before the next tick is done as well.\n\n${runNamed}`,
    examples: ['mission tick --every 1h'],
  },
  list: {
    usage: '[options]',
    summary: 'list the runs of this workspace',
    examples: ['mission list', 'mission list --json'],
  },
  status: {
    usage: '[options] [RUN]',
    summary: 'show where a run stands',
    more: runNamed,
    examples: ['mission status', 'mission status call.yaml'],
  },
  show: {
    usage: '[options] [RUN] TARGET',
    summary: "show one target's whole story",
    more: runNamed,
    examples: ['mission show find-contractors-3 acme'],
  },
  logs: {
    usage: '[options] [RUN]',
    summary: "print a run's journal",
    more: `With --json, one event a line.\n\n${runNamed}`,
    examples: ['mission logs -f', 'mission logs find-contractors-3 --json'],
  },
  approve: {
    usage: '[options] [RUN] GATE',
    summary: 'say yes at a gate',
    more: `Shows what was asked; the answer holds for exactly that.\n\n${runNamed}`,
    examples: ['mission approve find-contractors-3 launch'],
  },
  deny: {
    usage: '[options] [RUN] GATE',
    summary: 'say no at a gate',
    more: `The run is then canceled. A no beats a yes.\n\n${runNamed}`,
    examples: ['mission deny find-contractors-3 launch'],
  },
  pause: {
    usage: '[options] [RUN]',
    summary: 'withdraw what is scheduled and hold the run',
    more: `\`mission resume\` ends the pause.\n\n${runNamed}`,
    examples: ['mission pause find-contractors-3'],
  },
  cancel: {
    usage: '[options] [RUN]',
    summary: 'withdraw what is scheduled and end the run',
    more: runNamed,
    examples: ['mission cancel find-contractors-3'],
  },
  results: {
    usage: '[options] [RUN]',
    summary: 'write the results of a run again',
    more: runNamed,
    examples: ['mission results find-contractors-3'],
  },
  optout: {
    usage: 'COMMAND [options]',
    summary: 'keep the list of numbers that are never contacted',
    more: `What is scheduled for a number is taken back at once, in every run of the
workspace. What a person said to a call or a text is on the list by itself.`,
    examples: [
      'mission optout add +13125550101 --reason "wrote a letter"',
      'mission optout import no-calls.csv --column Phone',
      'mission optout list --history',
    ],
  },
  forget: {
    usage: '[options] NUMBER',
    summary: 'remove what is kept about a person',
    more: `What the person said, and whatever names them, is removed from the store, the
results and the logs. Opt-outs and counts of calls hold on, by a keyed hash of
the number. Runs that the number takes part in must have ended.`,
    examples: ['mission forget +13125550101 --dry-run', 'mission forget +13125550101'],
  },
  connect: {
    usage: 'COMMAND [options]',
    summary: 'let an agent of this machine answer calls and texts',
    more: `The voice gateway: what callers, the app and texts ask for goes to the agent
gateway of this machine, and its answers are spoken. What deletes, sends, pays
or publishes is approved on the phone first. One per key; see .connect.log.`,
    examples: [
      'mission connect start',
      'mission connect status',
      '*/5 * * * * mission -C ~/clawdtalk connect watchdog',
    ],
  },
  simulator: {
    usage: '[options]',
    summary: 'serve the simulated telephone world on this machine',
    more: `It speaks the service's contract, so every client of the service works against
it. When it is ready it prints one line of JSON with its URL and a key. Ctrl-C
ends it. GET /simulator is a page on which approvals are answered.

FAULTS are shares: 429, 5xx (before anything was done), 5xx-after, lost, slow,
dropped (sockets) and duplicate (pushes), as in 429=0.05,lost=0.02; a number
alone is the share of each.`,
    examples: ['mission simulator --port 0', 'mission simulator --speed 10m --state world.db --faults 0.02'],
  },
  schema: {
    usage: '[options]',
    summary: 'print the JSON Schema of mission files',
    examples: ['mission schema > mission.schema.json'],
  },
  api: {
    usage: 'COMMAND [ARGUMENTS...]',
    summary: "ask the service anything, with the older client's words",
    more: `Takes the words of the service's Python client, makes its requests and prints its
lines; with --json, the raw answer. Exits with 0, or 1 where something failed.
Words that begin with a dash are arguments too; after \`--\` all words are.
.missions_state.json remembers missions under way: the one in the current folder, else
the one in the workspace's root, where runs are shown.`,
    examples: [
      'mission api create-mission "Find cakes" "Call three bakeries"',
      'mission api create-run MISSION \'{"original_request": "Find cakes"}\'',
      'mission api get-plan MISSION RUN --json',
    ],
  },
  call: {
    usage: '[options] [GREETING]',
    summary: 'have your phone or another one called',
    more: `Without --to your own phone is called. Numbers that asked not to be contacted are
refused.`,
    examples: [
      'mission call "The report is ready."',
      'mission call --to +13125550101 --purpose "Move the appointment to Friday"',
      'mission call status CALL',
    ],
  },
  sms: {
    usage: 'COMMAND [options]',
    summary: 'send and list texts',
    more: 'Numbers that asked not to be contacted are refused.',
    examples: [
      'mission sms send +13125550101 "Running late" --media https://example.com/map.png',
      'mission sms list --contact +13125550101',
    ],
  },
  approval: {
    usage: 'COMMAND [options]',
    summary: 'ask for approval on your phone',
    more: `\`request\` prints one word: approved, denied, expired, timeout, no_devices or
no_devices_reached. It exits with 0 for approved alone, with 1 for the others.`,
    examples: [
      'mission approval request "Book the flight" --details "450 USD" --biometric',
      'mission approval status REQUEST',
    ],
  },
  setup: {
    usage: '[options]',
    summary: 'set up the key, the names and the agent gateway',
    more: `Writes skill-config.json, which only you can read, and keeps what it holds
already. Without --api-key the key is CLAWDTALK_API_KEY, or you are asked.`,
    examples: ['mission setup', 'mission setup --api-key - < key.txt'],
  },
  doctor: {
    usage: '[options]',
    summary: 'check the key, the account, the gateway and the store',
    more: `Each problem comes with its fix. The service ends an older WebSocket of the same
key when another is opened; --no-socket leaves it alone.`,
    examples: ['mission doctor', 'mission doctor --json'],
  },
  account: {
    usage: '[options] | set [options]',
    summary: 'show or change what the service knows of the account',
    more: `Name, role, instructions, greeting and voice are those of the agent that speaks
for you; a mission's assistants have their own. An empty text takes one away.`,
    examples: [
      'mission account',
      'mission account set --agent Daisy --greeting "Hello, Daisy here."',
      'mission account set --voice Rime.ArcanaV3.astra',
    ],
  },
  voices: {
    usage: '[options]',
    summary: 'list the voices to choose from',
    more: `Their ids go into a mission's \`assistant.voice\`, or to \`mission account set\`.`,
    examples: ['mission voices --language en-GB --gender female', 'mission voices --search astra'],
  },
};

export const exitCodeHelp = `Exit codes:
  0    succeeded
  1    the mission failed or was canceled
  2    a bad mission file or bad usage
  3    the run waits for a person or a time
  4    the provider refused or could not be reached
  5    local trouble: store, disk, another process drives the run
  70   a bug
  130  interrupted; \`mission resume\` goes on`;
