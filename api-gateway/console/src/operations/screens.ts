/** A screen that is made of the operations below a path, as the server's own document describes them. */
export interface ScreenOfOperations {
  name: string;
  title: string;
  group: 'Work' | 'Operation' | 'Administration';
  /** The list that it begins with. The screen is there where this route is. */
  list: string;
  /** Its operations are those of this path and below it. */
  prefix: string;
  about: string;
  /** Whether it is about the whole installation. */
  ofAll: boolean;
}

export const SCREENS_OF_OPERATIONS: ScreenOfOperations[] = [
  {
    name: 'webhook-endpoints',
    title: 'Webhook endpoints',
    group: 'Work',
    list: '/admin/webhook-endpoints',
    prefix: '/admin/webhook-endpoints',
    about: 'Who is told of events, at which address, and how that went.',
    ofAll: false,
  },
  {
    name: 'dead-letters',
    title: 'Dead letters',
    group: 'Operation',
    list: '/admin/dead-letters',
    prefix: '/admin/dead-letters',
    about:
      'Records that could not be processed and were put aside, each with the reason. Send them again once the reason is gone, or drop them. A dry run says first what would happen.',
    ofAll: true,
  },
  {
    name: 'doctor',
    title: 'Doctor',
    group: 'Operation',
    list: '/admin/doctor',
    prefix: '/admin/doctor',
    about: 'A thorough look at all parts, with advice.',
    ofAll: true,
  },
  {
    name: 'consumer-groups',
    title: 'Consumer groups',
    group: 'Operation',
    list: '/admin/consumer-groups',
    prefix: '/admin/consumer-groups',
    about:
      'Each stage reads its records as a group. The lag is how many records a group still has before it; it should go down.',
    ofAll: true,
  },
  {
    name: 'roles',
    title: 'Roles',
    group: 'Operation',
    list: '/admin/roles',
    prefix: '/admin/roles',
    about: 'Stages that can be paused, such as while something behind them is mended. What comes in meanwhile waits.',
    ofAll: true,
  },
  {
    name: 'topics',
    title: 'Topics',
    group: 'Operation',
    list: '/admin/topics',
    prefix: '/admin/topics',
    about: 'The streams of records between the stages. A partition is a part of a stream that keeps its order.',
    ofAll: true,
  },
  {
    name: 'replication-slots',
    title: 'Replication slots',
    group: 'Operation',
    list: '/admin/replication-slots',
    prefix: '/admin/replication-slots',
    about: 'What PostgreSQL keeps for those that follow its log. A slot that nobody reads fills the disk.',
    ofAll: true,
  },
  {
    name: 'ledger',
    title: 'Ledger',
    group: 'Operation',
    list: '/admin/ledger',
    prefix: '/admin/ledger',
    about: 'Whether what was accepted was also stored: the counts of each stage side by side.',
    ofAll: true,
  },
  {
    name: 'retention',
    title: 'Retention',
    group: 'Administration',
    list: '/admin/retention',
    prefix: '/admin/retention',
    about: 'After how long memories expire.',
    ofAll: true,
  },
  {
    name: 'policy',
    title: 'Policy',
    group: 'Administration',
    list: '/admin/policy/bundles',
    prefix: '/admin/policy',
    about: 'Rules on which memories may be told to whom. A bundle is a version of all rules; one is active.',
    ofAll: true,
  },
  {
    name: 'settings',
    title: 'Settings',
    group: 'Administration',
    list: '/admin/settings',
    prefix: '/admin/settings',
    about: 'What the installation is set to, and what can be set here.',
    ofAll: true,
  },
  {
    name: 'advice',
    title: 'Advice',
    group: 'Administration',
    list: '/admin/readiness-check',
    prefix: '/admin/readiness-check',
    about: 'What is unwise about the settings.',
    ofAll: true,
  },
  {
    name: 'connect',
    title: 'Connect',
    group: 'Administration',
    list: '/admin/connection-info',
    prefix: '/admin/connection-info',
    about: 'What a client has to know to use this server.',
    ofAll: true,
  },
];
