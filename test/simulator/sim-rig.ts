/** A simulated world for a test: one prepared assistant per channel, closed and removed with the test. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Instant, minuteMs } from '../../src/lib/time.ts';
import type { PlaceRequest, Prepared } from '../../src/run/ports.ts';
import { openSimulator, type Simulator, type SimulatorOptions } from '../../src/simulator/open.ts';
import type { CollectField, SimulateSpec } from '../../src/spec/spec.ts';
import { valueIn } from '../contract/provider-rig.ts';

export const startsAt: Instant = Date.parse('2026-11-23T15:00:00Z');

export interface SimRigOptions extends Partial<Omit<SimulatorOptions, 'simulate'>> {
  readonly simulate?: Partial<SimulateSpec>;
  readonly collect?: Readonly<Record<string, CollectField>>;
  /** How many assistants the pool of calls has. */
  readonly assistants?: number;
}

/** What a mission takes at least; nobody asks in a simulated world. */
export const needs = { calls: 1, texts: 0 } as const;

export const price = { price: { type: 'number', minimum: 20, maximum: 80, required: true } } as const;

export class SimRig {
  readonly sim: Simulator;
  readonly prepared: Prepared;

  private constructor(sim: Simulator, prepared: Prepared) {
    this.sim = sim;
    this.prepared = prepared;
  }

  static async open(options: SimRigOptions = {}): Promise<SimRig> {
    const sim = openSim(options);
    const collect = options.collect ?? {};
    const round = { name: 'Caller', instructions: 'first', greeting: '', tools: [], collect };
    const prepared = valueIn(
      await sim.provider.prepare({
        run: 'run-1',
        mission: 'A mission',
        steps: [],
        needs,
        rounds: [
          { ...round, id: 'call', channel: 'call', assistants: options.assistants ?? 1 },
          { ...round, id: 'sms', channel: 'sms', assistants: 1 },
        ],
      }),
    );
    return new SimRig(sim, prepared);
  }

  assistant(channel: 'call' | 'sms', place = 0): { readonly id: string; readonly from: string } {
    const assistant = this.prepared.assistants[channel]?.[place];
    if (assistant === undefined) throw new Error('no such assistant');
    return assistant;
  }

  request(target: string, change: Partial<PlaceRequest> = {}): PlaceRequest {
    const channel = change.channel ?? 'call';
    const assistant = this.assistant(channel);
    return {
      assistant: assistant.id,
      mission: this.prepared.mission,
      channel,
      to: '+13125550101',
      from: assistant.from,
      scheduledAt: this.sim.clock.now() + 2 * minuteMs,
      ...(channel === 'sms' ? { text: 'Hello' } : {}),
      metadata: { key: `key-${target}`, run: 'run-1', contact: target, target },
      ...change,
    };
  }

  async place(target: string, change: Partial<PlaceRequest> = {}): Promise<string> {
    return valueIn(await this.sim.provider.place(this.request(target, change))).ref;
  }

  async reading(ref: string, channel: 'call' | 'sms' = 'call') {
    return valueIn(await this.sim.provider.read({ assistant: this.assistant(channel).id, refs: [ref] }))[0];
  }

  /** Places, lets time pass until all is over, and reads. */
  async callThrough(target: string, change: Partial<PlaceRequest> = {}) {
    const ref = await this.place(target, change);
    this.pass(30 * minuteMs);
    return { ref, ...(await this.reading(ref, change.channel)) };
  }

  async insight(conversation: string | undefined) {
    return valueIn(await this.sim.provider.insight({ conversation: conversation ?? '' }));
  }

  pass(ms: number): void {
    this.sim.clock.advanceTo(this.sim.clock.now() + ms);
  }
}

export function openSim(options: SimRigOptions = {}): Simulator {
  const { simulate, collect: _collect, assistants: _assistants, ...rest } = options;
  const opened = openSimulator({
    file: ':memory:',
    startsAt,
    world: 'sim:test',
    ...rest,
    simulate: { seed: 7, default: { answered: 1 }, personas: {}, approver: {}, ...simulate },
  });
  if (!opened.ok) throw new Error(opened.error.message);
  onTestFinished(() => opened.value.close());
  return opened.value;
}

/** A path for a record, in a folder that goes with the test. */
export function recordFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mission-sim-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'worlds', 'world.db');
}
