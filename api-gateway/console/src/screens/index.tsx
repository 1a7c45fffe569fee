import type { ReactNode } from 'react';
import type { ApiDocument } from '../api/document';
import type { Access } from '../api/types';
import { may } from '../console';
import { SCREENS_OF_OPERATIONS } from '../operations/screens';
import { OperationsScreen } from '../operations/OperationsScreen';
import { Ask } from './Ask';
import { Audit } from './Audit';
import { DeadLetters } from './DeadLetters';
import { EndpointScreen } from './Endpoint';
import { Endpoints } from './Endpoints';
import { Groups } from './Groups';
import { Jobs } from './Jobs';
import { Keys } from './Keys';
import { Labels } from './Labels';
import { Overview } from './Overview';
import { Policy } from './Policy';
import { ReceiptScreen } from './Receipt';
import { SelfCheck } from './SelfCheck';
import { Settings } from './Settings';
import { SubjectScreen } from './Subject';
import { Subjects } from './Subjects';
import { TenantScreen } from './Tenant';
import { Tenants } from './Tenants';
import { UsageScreen } from './Usage';
import { Webhooks } from './Webhooks';

export const GROUPS = ['Now', 'Memory', 'Work', 'Operation', 'Administration'] as const;

export interface Screen {
  /** In the address. */
  name: string;
  /** In the menu; null for one that others lead to. */
  title: string | null;
  group: (typeof GROUPS)[number];
  /** A route that it cannot be without. */
  needs: string;
  /** Whether it is about the whole installation, which a key of one tenant does not see. */
  ofAll?: boolean;
  show: () => ReactNode;
}

const SCREENS: Screen[] = [
  { name: '', title: 'Overview', group: 'Now', needs: '/readyz', show: () => <Overview /> },
  { name: 'subjects', title: 'Subjects', group: 'Memory', needs: '/admin/subjects', show: () => <Subjects /> },
  {
    name: 'subject',
    title: null,
    group: 'Memory',
    needs: '/admin/subjects/{subject_id}',
    show: () => <SubjectScreen />,
  },
  { name: 'receipt', title: null, group: 'Memory', needs: '/admin/receipts/{receipt_id}', show: () => <ReceiptScreen /> },
  { name: 'ask', title: 'Ask', group: 'Memory', needs: '/v1/context', show: () => <Ask /> },
  {
    name: 'labels',
    title: 'Labels',
    group: 'Memory',
    needs: '/admin/memories/with-suggested-labels',
    show: () => <Labels />,
  },
  { name: 'jobs', title: 'Jobs and backlog', group: 'Work', needs: '/admin/jobs', show: () => <Jobs /> },
  { name: 'webhooks', title: 'Webhook deliveries', group: 'Work', needs: '/admin/webhooks', show: () => <Webhooks /> },
  {
    name: 'endpoints',
    title: 'Webhook endpoints',
    group: 'Work',
    needs: '/admin/webhook-endpoints',
    show: () => <Endpoints />,
  },
  {
    name: 'endpoint',
    title: null,
    group: 'Work',
    needs: '/admin/webhook-endpoints/{endpoint_id}',
    show: () => <EndpointScreen />,
  },
  {
    name: 'doctor',
    title: 'Self-check',
    group: 'Operation',
    needs: '/admin/doctor',
    ofAll: true,
    show: () => <SelfCheck />,
  },
  {
    name: 'dead-letters',
    title: 'Dead letters',
    group: 'Operation',
    needs: '/admin/dead-letters',
    ofAll: true,
    show: () => <DeadLetters />,
  },
  {
    name: 'groups',
    title: 'Groups and topics',
    group: 'Operation',
    needs: '/admin/consumer-groups',
    ofAll: true,
    show: () => <Groups />,
  },
  ...SCREENS_OF_OPERATIONS.map(
    (screen): Screen => ({
      name: screen.name,
      title: screen.title,
      group: screen.group,
      needs: screen.list,
      ofAll: screen.ofAll,
      show: () => <OperationsScreen of={screen} />,
    }),
  ),
  {
    name: 'tenants',
    title: 'Tenants',
    group: 'Administration',
    needs: '/admin/tenants',
    ofAll: true,
    show: () => <Tenants />,
  },
  {
    name: 'tenant',
    title: null,
    group: 'Administration',
    needs: '/admin/tenants/{tenant_id}/config',
    ofAll: true,
    show: () => <TenantScreen />,
  },
  {
    name: 'policy',
    title: 'Policy',
    group: 'Administration',
    needs: '/admin/policy/bundles',
    ofAll: true,
    show: () => <Policy />,
  },
  {
    name: 'settings',
    title: 'Settings',
    group: 'Administration',
    needs: '/admin/settings',
    ofAll: true,
    show: () => <Settings />,
  },
  { name: 'keys', title: 'Keys', group: 'Administration', needs: '/admin/keys', show: () => <Keys /> },
  { name: 'usage', title: 'Usage', group: 'Administration', needs: '/admin/usage', show: () => <UsageScreen /> },
  { name: 'audit', title: 'Audit', group: 'Administration', needs: '/admin/audit', show: () => <Audit /> },
];

/** The screens that this server and this key are good for. */
export function shownScreens(document: ApiDocument, access: Access): Screen[] {
  return SCREENS.filter(
    (screen) =>
      (document.has('get', screen.needs) || document.has('post', screen.needs)) &&
      !(screen.ofAll && access.tenant_id !== null) &&
      (screen.needs !== '/v1/context' || may(access, 'read')),
  );
}
