import type { Finding } from '../api/types';
import { address } from '../router';

/** Where what a check of the doctor has found is seen and mended. */
const SCREENS: Record<string, [string, string]> = {
  'dead-letters': [address('dead-letters'), 'Dead letters'],
  'consumer-groups': [address('groups'), 'Groups'],
  roles: [address('groups'), 'Groups'],
  'tenant-pauses': [address('groups', { view: 'tenants' }), 'Paused tenants'],
  'webhook-endpoints': [address('endpoints'), 'Webhook endpoints'],
  ledger: [address('groups', { view: 'tenants' }), 'The books'],
  topics: [address('groups', { view: 'topics' }), 'Topics'],
  'replication-slots': [address('groups', { view: 'slots' }), 'Replication slots'],
  access: [address('settings', { search: 'api_key' }), 'Settings'],
};

/** Its address and what it is called; null where it is mended outside of the console. */
export function screenOf(finding: Finding): [string, string] | null {
  return SCREENS[finding.check] ?? null;
}

/** The worst first. */
export function bySeverity(a: Finding, b: Finding): number {
  return rank(a) - rank(b);
}

function rank(finding: Finding): number {
  return ['critical', 'warning', 'ok'].indexOf(finding.severity);
}
