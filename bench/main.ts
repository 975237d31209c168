/** `npm run bench`: every figure with its ratio to a limit or a bare command measured in the same run; bench/latest.json. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundling } from '../scripts/bundling.mjs';

type Figures = Readonly<Record<string, number>>;

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));
const report: Record<string, unknown> = { node: process.version, cores: cpus().length };

/** Measured is what users run: the bundle. It lies in the project, where its packages are found. */
const bundled = mkdtempSync(here('../node_modules/.bench-'));
process.on('exit', () => rmSync(bundled, { recursive: true, force: true }));
await build({ ...bundling, entryPoints: [here('one.ts')], outdir: bundled });

function one(what: string, size: number): Figures {
  const args = [join(bundled, 'one.js'), what, String(size)];
  const output = execFileSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 1 << 26 });
  return JSON.parse(output.trim().split('\n').at(-1) ?? '{}');
}

function say(name: string, figures: Figures, line: string): void {
  report[name] = figures;
  console.log(`${name.padEnd(22)}${line}`);
}

function sweep(count: number): Figures {
  const figures = one('sweep', count);
  const { eventsPerSecond = 0, rawPerSecond = 1, contactsPerSecond, runSeconds, peakMb } = figures;
  const ratio = round2(eventsPerSecond / rawPerSecond);
  const line = `${eventsPerSecond} events/s, ${ratio} of bare inserts (${rawPerSecond}/s); ${contactsPerSecond} contacts/s, ${runSeconds} s, peak ${peakMb} MB`;
  say(`sweep ${count}`, { ...figures, ratio }, line);
  return figures;
}

/** Median wall times in milliseconds; one after the other in every round, so that all meet the same machine. */
function startUps(): void {
  const entry = here('../dist/mission.js');
  const commands = {
    bareMs: ['-e', '0'],
    versionMs: [entry, '--version'],
    validateMs: [entry, 'validate', here('../examples/sweep.yaml')],
    // With a CSV, a rubric, holidays and a gate.
    validateMissionMs: [entry, 'validate', here('../missions/window-washing.yaml')],
  };
  const rounds = Array.from({ length: 21 }, () => mapValues(commands, wallMs));
  const figures = mapValues(commands, (_, name) =>
    round2(rounds.map((round) => round[name]).toSorted((a, b) => a - b)[10] ?? 0),
  );
  const over = (name: keyof typeof commands): string => `+${round2(figures[name] - figures.bareMs)} ms`;
  say(
    'start-up',
    figures,
    `node -e 0: ${figures.bareMs} ms; --version: ${over('versionMs')} (aim +15 ms); validate: ${over('validateMs')} (aim +120 ms), a larger mission ${over('validateMissionMs')}`,
  );
}

function wallMs(args: readonly string[]): number {
  const from = performance.now();
  spawnSync(process.execPath, args, { stdio: 'ignore' });
  return performance.now() - from;
}

function mapValues<Name extends string, From, To>(
  of: Readonly<Record<Name, From>>,
  change: (value: From, name: Name) => To,
): Record<Name, To> {
  const names = Object.keys(of) as Name[];
  return Object.fromEntries(names.map((name) => [name, change(of[name], name)])) as Record<Name, To>;
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}

const small = sweep(10_000);
const middle = sweep(100_000);
const large = process.argv.includes('--quick') ? null : sweep(1_000_000);
const perContact = (figures: Figures): number => (figures.runSeconds ?? 0) / (figures.contacts ?? 1);
const growth = {
  middle: round2(perContact(middle) / perContact(small)),
  large: large === null ? 0 : round2(perContact(large) / perContact(middle)),
};
say('growth', growth, `time per contact, 100k to 10k: ${growth.middle}; 1M to 100k: ${growth.large} (1 is linear)`);
const resumed = one('resume', 100_000);
say(
  'resume 100000',
  resumed,
  `${resumed.open} open, ${resumed.resumeSeconds} s (limit 1 s), peak ${resumed.peakMb} MB`,
);
const validated = one('validate', 10_000);
say('validate 10000 inline', validated, `${validated.seconds} s`);
const planned = one('plan', 1_000_000);
say(
  'plan 1000000 CSV',
  planned,
  `${planned.seconds} s, of it reading ${planned.loadSeconds} s; peak ${planned.peakMb} MB`,
);
const ledger = one('ledger', 1_000_000);
say(
  'ledger 1000000',
  ledger,
  `${ledger.checkMicros} µs a check (limit 15 µs), ${ledger.foundPerCheck} past attempts found; peak ${ledger.peakMb} MB`,
);
const requests = one('requests', 100);
say(
  'requests over HTTP',
  requests,
  `${requests.perContact} a contact, ${requests.ratio} of the least (one to place, one for the insight): ${requests.place} to place, ${requests.read} to read, ${requests.insight} for insights`,
);
startUps();
writeFileSync(here('latest.json'), `${JSON.stringify(report, null, 2)}\n`);
