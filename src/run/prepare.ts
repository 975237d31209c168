/** What the service must hold before the first call: one assistant per round, or a pool where prompts differ by target. */
import type { CompiledRound } from '../plan/compile.ts';
import { assistantsFor } from '../plan/plan.ts';
import type { MissionContext } from './mission-machine.ts';
import type { PrepareRequest, PrepareRound } from './ports.ts';
import { shownParams } from './prompt.ts';

export function prepareRequest(context: MissionContext): PrepareRequest {
  const { mission, run, steps } = context;
  const rounds = mission.act === null ? mission.rounds : [...mission.rounds, mission.act];
  return {
    run: run.id,
    mission: mission.spec.name,
    steps: steps.map(({ id, title }) => ({ id, title })),
    rounds: rounds.map((round) => prepareRound(round, context)),
    needs: needs(context),
  };
}

/** One attempt for each contact of the first round; one at all where the first answers may end the mission. */
function needs({ mission, plan }: MissionContext): PrepareRequest['needs'] {
  const mayEndEarly = mission.goal !== null || mission.stop !== null || mission.spec.negotiate !== undefined;
  const attempts = mayEndEarly ? Math.min(1, plan.contacts) : plan.contacts;
  const isCall = mission.rounds[0]?.spec.channel !== 'sms';
  return { calls: isCall ? attempts : 0, texts: isCall ? 0 : attempts };
}

function prepareRound(round: CompiledRound, context: MissionContext): PrepareRound {
  const { spec } = round;
  const names = { params: shownParams(context.mission.spec) };
  const { assistant } = spec;
  const voicemail = assistant?.voicemail;
  const message = round.prompted ? undefined : round.voicemail?.render(names);
  return {
    id: round.id,
    channel: spec.channel,
    assistants: assistantsFor(round, context.plan.contacts),
    name: assistant?.name ?? context.mission.spec.name,
    instructions: round.prompted ? '' : (round.instructions?.render(names) ?? ''),
    greeting: round.prompted ? '' : (round.greeting?.render(names) ?? ''),
    ...(assistant === undefined ? {} : { model: assistant.model }),
    ...(assistant?.voice === undefined ? {} : { voice: assistant.voice }),
    tools: assistant?.tools ?? [],
    ...(voicemail === undefined
      ? {}
      : {
          voicemail: {
            detect: round.detects(context.mission.spec.automated === 'all' ? 'automated' : 'service'),
            ...(message === undefined ? {} : { message }),
          },
        }),
    collect: spec.collect,
  };
}
