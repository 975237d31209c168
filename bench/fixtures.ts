/** Missions and target files of any size, made when a measurement needs them. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const zones = ['America/New_York', 'America/Chicago', 'America/Denver', 'America/Los_Angeles'];

const areas = [312, 773, 847, 630];
/** Exchanges 230 to 254 of four areas: a million numbers, made when needed and never called. */
export function phone(at: number): string {
  const exchange = 230 + (Math.floor(at / 10_000) % 25);
  const area = areas[Math.floor(at / 250_000) % areas.length];
  return `+1${area}${exchange}${String(at % 10_000).padStart(4, '0')}`;
}

function row(at: number): {
  readonly id: string;
  readonly name: string;
  readonly phone: string;
  readonly timezone: string;
  readonly size: number;
} {
  return {
    id: `t${at}`,
    name: `Target ${at}`,
    phone: phone(at),
    timezone: zones[at % zones.length] ?? 'UTC',
    size: at % 97,
  };
}

const head = (name: string): string => `version: 1
name: ${name}
class: parallel-sweep
purpose: inquiry
provider: simulator
`;

const tail = `assistant:
  name: Caller
  instructions: You are an AI assistant on a call. Ask whether they are open today.
schedule: { hours: "08:00-21:00", days: all }
retry: none
limits: { concurrency: 1000 }
simulate: { seed: 7, from: "2026-11-23T17:00:00Z", default: { answered: 0.7, no-answer: 0.3 } }
`;

/** A sweep over a CSV of that many targets. */
export function csvMission(folder: string, count: number): string {
  const lines = ['id,name,phone,timezone,size'];
  for (let at = 0; at < count; at += 1) {
    const { id, name, phone, timezone, size } = row(at);
    lines.push(`${id},${name},${phone},${timezone},${size}`);
  }
  writeFileSync(join(folder, 'targets.csv'), `${lines.join('\n')}\n`);
  const file = join(folder, 'sweep.yaml');
  writeFileSync(
    file,
    `${head('Sweep')}targets: { from: targets.csv, types: { size: number }, duplicates: first }\n${tail}`,
  );
  return file;
}

/** The same with its targets inline. */
export function inlineMission(folder: string, count: number): string {
  const targets = Array.from({ length: count }, (_, at) => {
    const { id, name, phone, timezone } = row(at);
    return `  - { id: ${id}, name: ${name}, phone: "${phone}", timezone: ${timezone} }`;
  });
  const file = join(folder, 'inline.yaml');
  writeFileSync(file, `${head('Inline')}targets:\n${targets.join('\n')}\n${tail}`);
  return file;
}
