/** A process of its own that does one thing with a store, for tests of several processes: `other-process.ts WHAT FOLDER …` */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Store } from '../../src/run/ports.ts';
import { Sql } from '../../src/store/sql.ts';
import { openStore } from '../../src/store/sqlite-store.ts';
import { committer, queuedEvent, sampleContact, sampleEntry, sampleRun } from '../contract/store-samples.ts';

const [what = '', folder = '', run = ''] = process.argv.slice(2);

function say(line: unknown): void {
  process.stdout.write(`${line}\n`);
}

function open(): Store {
  const opened = openStore({ folder });
  if (!opened.ok) throw new Error(opened.error.message);
  return opened.value;
}

function drive(store: Store) {
  const lease = store.drive(run, { pid: process.pid, host: 'there', since: 0 });
  if (!lease.ok) throw new Error(lease.error.message);
  say('driving');
  return committer(store, { run, epoch: lease.value.epoch });
}

function commitForEver(store: Store): void {
  const commit = drive(store);
  for (let place = 0; ; place += 1) {
    const events = Array.from({ length: 1 + (place % 300) }, () => queuedEvent(`t${place}`));
    const contacts = [sampleContact(place, { status: 'placed' })];
    const done = commit({ events, contacts, ledger: [sampleEntry({ key: `key.${place}`, at: place })] });
    if (!done.ok) throw new Error(done.error.message);
    say(store.run(run)?.seq);
  }
}

/** A new file, held as by a process that is just making it. */
function make(): void {
  mkdirSync(folder, { recursive: true });
  const sql = Sql.open(join(folder, 'mission.db'), []);
  sql.exec('BEGIN IMMEDIATE');
  say('making');
  setTimeout(() => {
    sql.exec('COMMIT');
    sql.close();
  }, 200);
}

function create(store: Store): void {
  for (let made = 0; made < 20; made += 1) say(store.createRun(sampleRun({ targets: 200 })).name);
}

switch (what) {
  case 'make':
    make();
    break;
  case 'create':
    create(open());
    break;
  case 'drive': {
    const store = open();
    drive(store);
    // A store that nobody holds any more is collected, and its locks with it.
    setInterval(() => store.run(run), 1_000);
    break;
  }
  case 'commit':
    commitForEver(open());
    break;
  default:
    throw new Error(`what is ${what}?`);
}
