/** A prepared provider and the short ways to ask it. */
import { hourMs, type Instant, minuteMs, secondMs } from '../../src/lib/time.ts';
import type { Answer, Clock, PlaceRequest, PrepareRequest, Provider } from '../../src/run/ports.ts';

export interface ProviderUnderTest {
  readonly provider: Provider;
  readonly clock: Clock;
}

const round = {
  channel: 'call',
  name: 'Caller',
  instructions: 'Be kind.',
  greeting: '',
  tools: [],
  collect: {},
} as const;

export const prepareRequest: PrepareRequest = {
  run: 'run-1',
  mission: 'Find somebody',
  steps: [{ id: 'calls', title: 'Call them' }],
  rounds: [
    { ...round, id: '', assistants: 1, collect: { price: { type: 'number', required: true } } },
    { ...round, id: 'pool', assistants: 3 },
  ],
  needs: { calls: 1, texts: 0 },
};

export class ProviderRig {
  readonly provider: Provider;
  readonly clock: Clock;
  readonly prepared: {
    readonly mission: string;
    readonly assistants: Awaited<ReturnType<typeof prepare>>['assistants'];
  };
  scheduledAt: Instant = 0;

  private constructor(under: ProviderUnderTest, prepared: Awaited<ReturnType<typeof prepare>>) {
    this.provider = under.provider;
    this.clock = under.clock;
    this.prepared = prepared;
  }

  static async open(under: ProviderUnderTest): Promise<ProviderRig> {
    return new ProviderRig(under, await prepare(under.provider));
  }

  get assistant(): { readonly id: string; readonly from: string } {
    return this.prepared.assistants['']?.[0] ?? { id: '', from: '' };
  }

  request(target: string, change: Partial<PlaceRequest> = {}): PlaceRequest {
    return {
      assistant: this.assistant.id,
      mission: this.prepared.mission,
      channel: 'call',
      to: '+13125550101',
      from: this.assistant.from,
      scheduledAt: this.clock.now() + 2 * minuteMs,
      metadata: { key: `key-${target}`, run: 'run-1', contact: target, target },
      ...change,
    };
  }

  async place(target: string, change: Partial<PlaceRequest> = {}): Promise<string> {
    const request = this.request(target, change);
    this.scheduledAt = request.scheduledAt;
    return valueIn(await this.provider.place(request)).ref;
  }

  async reading(ref: string) {
    return valueIn(await this.provider.read({ assistant: this.assistant.id, refs: [ref] }))[0];
  }

  /** Waits for the conversation to begin. */
  async conversation(ref: string): Promise<string> {
    await this.passTo(this.scheduledAt + 31 * secondMs);
    return (await this.reading(ref))?.conversation ?? '';
  }

  async listing() {
    return valueIn(await this.provider.list({ assistant: this.assistant.id, mission: this.prepared.mission }));
  }

  async withdraw(ref: string): Promise<boolean> {
    return valueIn(await this.provider.withdraw({ assistant: this.assistant.id, ref })).withdrawn;
  }

  async ask(gate: string) {
    const expiresAt = this.clock.now() + hourMs;
    return valueIn(
      await this.provider.ask({ run: 'run-1', gate, question: 'May I?', details: '', biometric: false, expiresAt }),
    );
  }

  pass(ms: number): Promise<void> {
    return this.passTo(this.clock.now() + ms);
  }

  async passTo(at: Instant): Promise<void> {
    while ((await this.clock.wait(at)) !== 'due');
  }
}

async function prepare(provider: Provider) {
  return valueIn(await provider.prepare(prepareRequest));
}

export function valueIn<Value>(answer: Answer<Value>): Value {
  if (!answer.ok) throw new Error(`${answer.error.code}: ${answer.error.message}`);
  return answer.value;
}
