import { time, words } from '../format';

type Tone = 'good' | 'warn' | 'bad' | 'plain';

const TONES: Record<string, Tone> = {
  ok: 'good',
  ready: 'good',
  healthy: 'good',
  completed: 'good',
  delivered: 'good',
  active: 'good',
  resolved: 'good',
  chosen: 'good',
  idle: 'good',
  working: 'good',
  degraded: 'warn',
  watch: 'warn',
  pending: 'warn',
  running: 'warn',
  open: 'warn',
  changing: 'warn',
  warning: 'warn',
  behind: 'warn',
  paused: 'warn',
  hot: 'warn',
  retry: 'warn',
  failing: 'warn',
  medium: 'warn',
  fail: 'bad',
  not_ready: 'bad',
  at_risk: 'bad',
  failed: 'bad',
  dead_letter: 'bad',
  unresolved: 'bad',
  revoked: 'bad',
  expired: 'bad',
  critical: 'bad',
  stuck: 'bad',
  disabled: 'bad',
  permanent: 'bad',
  high: 'bad',
};

/** A state in words, with a colour that repeats it. */
export function Status(props: { of: string | null | undefined; text?: string }) {
  const state = props.of ?? '';
  return (
    <span className={`status ${TONES[state] ?? 'plain'}`}>{props.text ?? (state ? words(state) : 'Unknown')}</span>
  );
}

export function Time(props: { at: string | null | undefined }) {
  return props.at ? (
    <time dateTime={props.at} title={props.at}>
      {time(props.at)}
    </time>
  ) : (
    <>–</>
  );
}
