/** Golden transcripts of `mission approval`, with somebody who holds the phone. `npx vitest run test/cli -u` writes them again. */
import { describe, expect, it } from 'vitest';
import { answerApproval } from '../../src/simulator/server/approvals.ts';
import { type ServiceLine, type ServiceStage, serviceStage, serviceTranscript } from './service-stage.ts';

type Meanwhile = (stage: ServiceStage) => void;

/** A stage where that happens as soon as a request was made, before it can be asked after. */
async function stageWith(meanwhile: Meanwhile): Promise<ServiceStage> {
  const stage: ServiceStage = await serviceStage({
    onRequest({ method, path }) {
      if (method === 'POST' && path === '/v1/approvals') meanwhile(stage);
    },
  });
  return stage;
}

function answers(decision: 'approved' | 'denied'): Meanwhile {
  return ({ server: { service } }) => {
    for (const id of [...service.openApprovals.keys()]) answerApproval(service, id, decision);
  };
}

/** Its time is over at once. */
const runsOut: Meanwhile = ({ server: { service } }) => {
  for (const approval of service.openApprovals.values())
    service.shelf.put('approval', { ...approval, expiresAt: approval.createdAt });
};

const devices = (notified: number, failed: number) => (stage: ServiceStage) => {
  const { shelf } = stage.server.service;
  for (const account of [...shelf.all('account')]) shelf.put('account', { ...account, devices: { notified, failed } });
};

interface Session {
  readonly name: string;
  readonly meanwhile?: Meanwhile;
  readonly lines: readonly ServiceLine[];
}

const sessions: readonly Session[] = [
  {
    name: 'approval-approved',
    meanwhile: answers('approved'),
    lines: [
      "approval request 'Book the flight' --details '450 USD' --timeout 60",
      "approval request 'Book the flight' --biometric",
      "approval request 'Book the flight' --json",
    ],
  },
  {
    name: 'approval-denied',
    meanwhile: answers('denied'),
    lines: ["approval request 'Book the flight'", "approval request 'Book the flight' --json"],
  },
  {
    name: 'approval-expired',
    meanwhile: runsOut,
    lines: ["approval request 'Book the flight'", "approval request 'Book the flight' --json"],
  },
  { name: 'approval-timeout', lines: ["approval request 'Book the flight' --timeout 1"] },
  {
    name: 'approval-no-devices',
    lines: [
      { note: 'The account has no phone.', act: devices(0, 0) },
      "approval request 'Book the flight'",
      "approval request 'Book the flight' --no-wait --json",
      { note: 'It has two, which cannot be reached.', act: devices(0, 2) },
      "approval request 'Book the flight'",
    ],
  },
  {
    name: 'approval-no-wait',
    lines: [
      { as: 'request', line: "approval request 'Book the flight' --no-wait" },
      'approval status {request}',
      'approval status {request} --json',
      'approval list',
      { note: 'Somebody says no on the phone.', act: answers('denied') },
      'approval status {request}',
      'approval list',
      'approval list denied --json',
    ],
  },
  {
    name: 'approval-misuse',
    lines: [
      'approval',
      'approval fly',
      'approval request',
      "approval request ' '",
      'approval request Book the flight',
      'approval request Book --timeout soon',
      'approval status nowhere',
      'approval status nowhere --json',
      'approval list answered',
      'approval --help',
      'approval request --help',
    ],
  },
];

describe('approval goes as in the golden file', () => {
  it.each(sessions)('$name', async ({ name, meanwhile = () => undefined, lines }) => {
    const stage = await stageWith(meanwhile);
    await expect(await serviceTranscript(stage, lines)).toMatchFileSnapshot(`golden/${name}.txt`);
  });
});
