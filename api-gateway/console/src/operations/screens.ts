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
    name: 'retention',
    title: 'Retention',
    group: 'Administration',
    list: '/admin/retention',
    prefix: '/admin/retention',
    about: 'After how long memories expire.',
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
