/** A process of its own that does one thing with a store, for tests of several processes: `other-process.ts WHAT FOLDER …` */
import { openStore } from '../../src/store/sqlite-store.ts';
import { committer, queuedEvent, sampleContact, sampleEntry, sampleRun } from '../contract/store-samples.ts';

const [what = '', folder = '', run = ''] = process.argv.slice(2);
const opened = openStore({ folder });
if (!opened.ok) throw new Error(opened.error.message);
const store = opened.value;

function say(line: unknown): void {
  process.stdout.write(`${line}\n`);
}

function drive() {
  const lease = store.drive(run, { pid: process.pid, host: 'there', since: 0 });
  if (!lease.ok) throw new Error(lease.error.message);
  say('driving');
  return committer(store, { run, epoch: lease.value.epoch });
}

function commitForEver(): void {
  const commit = drive();
  for (let place = 0; ; place += 1) {
    const events = Array.from({ length: 1 + (place % 300) }, () => queuedEvent(`t${place}`));
    const contacts = [sampleContact(place, { status: 'placed' })];
    const done = commit({ events, contacts, ledger: [sampleEntry({ key: `key.${place}`, at: place })] });
    if (!done.ok) throw new Error(done.error.message);
    say(store.run(run)?.seq);
  }
}

switch (what) {
  case 'create':
    for (let made = 0; made < 20; made += 1) say(store.createRun(sampleRun({ targets: 200 })).name);
    break;
  case 'drive':
    drive();
    setInterval(() => undefined, 1_000);
    break;
  case 'commit':
    commitForEver();
    break;
  default:
    throw new Error(`what is ${what}?`);
}
