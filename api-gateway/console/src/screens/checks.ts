/** What a check of readiness is about, and what to do where it fails, for somebody who meets it the first time. */
const CHECKS: [RegExp, string, string][] = [
  [/^queue/, 'Whether compile jobs are stuck.', 'See Jobs and backlog, where stuck jobs can be requested again.'],
  [/key/, 'Whether callers need a key, and whether keys can be checked.', 'Look whether PostgreSQL runs: keys are kept there.'],
  [/kafka|broker/, 'The broker: every write passes through it.', 'Look whether the broker runs and has disk space left.'],
  [/migration|schema/, 'Whether the tables fit this version.', 'Run ./statewave migrate once.'],
  [/database|postgres/, 'PostgreSQL: everything that was recorded rests there.', 'Look whether it runs and takes connections.'],
  [/ingest/, 'Takes what is recorded.', 'Start it, and look at the end of its log.'],
  [/context/, 'Answers questions.', 'Start it, and look at the end of its log.'],
  [
    /worker|writer|compil|embed|trigger/,
    'Stores episodes, and makes memories of them.',
    'Start it; what was recorded meanwhile waits and is not lost.',
  ],
  [/dispatch|webhook|event/, 'Tells others what happened.', 'Start it; events wait meanwhile and are not lost.'],
  [/model|llm/, 'The language model, where one is used.', 'Look at its address, its key and its quota.'],
];

export interface Explanation {
  about: string;
  advice: string;
}

export function explanation(check: string): Explanation {
  const name = check.toLowerCase();
  const found = CHECKS.find(([pattern]) => pattern.test(name));
  return { about: found?.[1] ?? '', advice: found?.[2] ?? '' };
}
