/** What a check of readiness is about, and what to do where it fails, for somebody who meets it the first time. */
const CHECKS: [RegExp, string, string][] = [
  [/kafka|broker/, 'The broker: every write passes through it.', 'Look whether the broker runs and has disk space left.'],
  [/migration|schema/, 'Whether the tables fit this version.', 'Run ./statewave migrate once.'],
  [/database|postgres/, 'PostgreSQL: everything that was recorded rests there.', 'Look whether PostgreSQL runs and takes connections.'],
  [/ingest/, 'The ingest-service: takes what is recorded.', 'Start it, and look at the end of its log.'],
  [/context/, 'The context-service: answers questions.', 'Start it, and look at the end of its log.'],
  [/worker|writer|compil|embed|trigger/, 'The compile-worker: stores episodes and makes memories of them.', 'Start it; what was recorded meanwhile waits and is not lost.'],
  [/dispatch|webhook|event/, 'The webhook-dispatcher: tells others what happened.', 'Start it; events wait meanwhile and are not lost.'],
  [/model|llm/, 'The model that is asked.', 'Look at its address, its key and its quota.'],
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
