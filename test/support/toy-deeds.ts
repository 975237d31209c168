/** Asking the service or the model what a contact wants to know, and the answer as observations. */
import type { ContactAction, ContactObservation } from '../../src/run/contact-machine.ts';
import type { Model, Provider } from '../../src/run/ports.ts';

export interface Service {
  readonly provider: Provider;
  readonly model: Model;
  /** The contact's own number. */
  readonly number: string;
}

export async function askService(
  action: Exclude<ContactAction, { kind: 'want' }>,
  service: Service,
): Promise<readonly ContactObservation[]> {
  const { provider, model } = service;
  switch (action.kind) {
    case 'prompt': {
      const { attempt, request } = action;
      const answer = await provider.update(request);
      return [
        answer.ok
          ? { kind: 'prompted', attempt, prompt: request }
          : { kind: 'refused', attempt, error: answer.error, deed: 'prompt' },
      ];
    }
    case 'place': {
      const { attempt, request } = action;
      const answer = await provider.place(request);
      return [
        answer.ok
          ? { kind: 'placed', attempt, ref: answer.value.ref }
          : { kind: 'refused', attempt, error: answer.error, deed: 'place' },
      ];
    }
    case 'read': {
      const answer = await provider.read({ assistant: action.assistant, refs: [action.ref] });
      return answer.ok ? answer.value.map((reading) => ({ kind: 'reading', attempt: action.attempt, reading })) : [];
    }
    case 'withdraw': {
      await provider.withdraw(action);
      return askService({ ...action, kind: 'read' }, service);
    }
    case 'list': {
      const answer = await provider.list(action);
      return answer.ok
        ? [{ kind: 'listing', attempt: action.attempt, listing: answer.value, serviceAt: answer.serviceAt }]
        : [];
    }
    case 'insight': {
      const answer = await provider.insight(action);
      return answer.ok ? [{ kind: 'insight', attempt: action.attempt, insight: answer.value }] : [];
    }
    case 'inbox': {
      const answer = await provider.inbox({ since: action.since });
      const texts = answer.ok ? answer.value.filter(({ from }) => from === service.number) : [];
      const told = texts.map(({ text, at }): ContactObservation => ({ kind: 'text', text, at }));
      return answer.ok ? [...told, { kind: 'silence', attempt: action.attempt, until: answer.serviceAt }] : told;
    }
    case 'extract': {
      const answer = await model.extract(action.request);
      return [{ kind: 'extracted', attempt: action.attempt, fields: answer.ok ? answer.value : null }];
    }
    case 'judge': {
      const answer = await model.judge(action.request);
      return [{ kind: 'judged', criterion: action.criterion, score: answer.ok ? answer.value : null }];
    }
  }
}
