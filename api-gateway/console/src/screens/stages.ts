import type { TenantRole } from '../api/types';

/** What the roles do, for somebody who never saw Kafka. */
const STAGES: Record<string, string> = {
  writer: 'Stores what was recorded',
  trigger: 'Decides when a subject is compiled',
  normalizer: 'Takes records of outside producers',
  compiler: 'Makes memories of episodes',
  embedder: 'Makes vectors of memories',
  receipts: 'Stores receipts',
  'fan-out': 'Turns events into webhook deliveries',
  deliveries: 'Sends webhook deliveries',
};

export function stage(role: string): string {
  const retry = /^delivery-retries-(\d)$/.exec(role);
  return retry ? `Sends failed deliveries again, try ${Number(retry[1]) + 1}` : (STAGES[role] ?? role);
}

/** What can be paused of one tenant. */
export const TENANT_ROLES: [TenantRole, string][] = [
  ['compiler', 'Making memories'],
  ['embedder', 'Making vectors'],
  ['deliveries', 'Webhook deliveries'],
];

export function tenantWork(role: TenantRole): string {
  return TENANT_ROLES.find(([name]) => name === role)?.[1] ?? role;
}
