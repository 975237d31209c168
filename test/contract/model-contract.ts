/** What every model promises: values for the fields that are asked for, scores from 0 to 1, and the same for the same. */
import { describe, expect, test } from 'vitest';
import type { Answer, ExtractRequest, JudgeRequest, Model } from '../../src/run/ports.ts';

export interface ModelUnderTest {
  readonly model: Model;
  /** Of a conversation in which a price of 42 was quoted and insurance affirmed. */
  readonly conversation: Pick<ExtractRequest, 'key' | 'target' | 'summary' | 'transcript'>;
}

const collect: ExtractRequest['collect'] = {
  price: { type: 'number', required: true, description: 'Quoted price' },
  insured: { type: 'boolean', required: false },
};

export function modelContract(name: string, open: () => Promise<ModelUnderTest>): void {
  const judged = async (change: Partial<JudgeRequest['criterion']> = {}) => {
    const { model, conversation } = await open();
    const criterion = { id: 'manner', question: 'Polite and precise?', scale: 5, ...change };
    return await model.judge({ ...conversation, criterion, collected: { price: 42 } });
  };

  describe(`${name}, a model`, () => {
    test('finds what was said about the fields', async () => {
      const { model, conversation } = await open();
      const answer = await model.extract({ ...conversation, collect });
      expect(answer).toMatchObject({ ok: true, value: { price: 42, insured: true } });
    });

    test('finds the same again', async () => {
      const { model, conversation } = await open();
      const request = { ...conversation, collect };
      expect(answered(await model.extract(request))).toEqual(answered(await model.extract(request)));
    });

    test('judges from 0 to 1', async () => {
      for (const scale of [1, 5, 10]) {
        const answer = await judged({ scale });
        expect(answer.ok && answer.value >= 0 && answer.value <= 1).toBe(true);
      }
    });

    test('judges the same question about the same conversation the same', async () => {
      expect(answered(await judged())).toEqual(answered(await judged()));
    });
  });
}

/** What was answered, whenever that was. */
function answered<Value>(answer: Answer<Value>): Value {
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.value;
}
