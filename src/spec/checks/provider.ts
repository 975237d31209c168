/** Who places the calls and who reads the conversations. */
import type { Inspection } from '../inspection.ts';

export function checkProvider(inspection: Inspection): void {
  const { draft, provider, modelAvailable, rounds, add } = inspection;
  if (provider === 'simulator') {
    const written = draft.provider === 'simulator';
    add({
      code: 'simulated',
      severity: 'warning',
      path: written ? ['provider'] : [],
      mark: written ? 'value' : 'firstLine',
      message: 'The provider is the simulator: nobody will be called.',
      help: 'Whom it calls and what they answer is made up; all else is as it would be.',
    });
    return;
  }
  if (modelAvailable) return;
  const help = 'Set up `model` in mission.config.yaml, or try it with `--provider simulator`.';
  const seen = new Set<string>();
  for (const { collect, rubric } of rounds) {
    if (collect !== undefined && !seen.has(collect.path.join())) {
      seen.add(collect.path.join());
      const message = 'To read answers from a conversation a model is needed, and none is set up.';
      add({ code: 'needs-model', path: collect.path, mark: 'key', message, help });
    }
    for (const [index, criterion] of (rubric?.value.criteria ?? []).entries()) {
      if (rubric === undefined || criterion?.judge === undefined) continue;
      const path = [...rubric.path, 'criteria', index, 'judge'];
      if (seen.has(path.join())) continue;
      seen.add(path.join());
      add({ code: 'needs-model', path, mark: 'key', message: 'A judge is a model, and none is set up.', help });
    }
  }
}
