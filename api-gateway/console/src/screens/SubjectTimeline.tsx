import { useState } from 'react';
import { get } from '../api/client';
import type { Episode, Memory, Timeline } from '../api/types';
import { episodeText, words } from '../format';
import { useLoad } from '../load';
import { Section } from '../ui/Page';
import { CursorPager } from '../ui/Pager';
import { Wait } from '../ui/Problem';
import { Status, Time } from '../ui/Status';
import type { Named } from './Subject';

const LIMIT = 100;

interface Happening {
  at: string;
  millis: number;
  key: string;
  episode?: Episode;
  memory?: Memory;
}

interface Page {
  happenings: Happening[];
  /** Where the next page ends; null where there is none. */
  until: string | null;
}

/** Episodes and memories in one order, the newest first. */
export function SubjectTimeline(props: { of: Named }) {
  const { subject, tenant } = props.of;
  const [used, setUsed] = useState<string[]>([]);
  const until = used.at(-1);
  const loaded = useLoad(
    (signal) =>
      get<Timeline>(
        '/v1/timeline',
        { subject_id: subject, limit: LIMIT, newest_first: true, until },
        { tenant, signal },
      ).then(merged),
    [props.of, until],
  );
  const { data } = loaded;
  return (
    <Section title="Timeline">
      <p className="fine">By when it happened: what was recorded (episodes) and what was made of it (memories).</p>
      <Wait loaded={loaded} />
      {data && (
        <>
          {data.happenings.length === 0 && <p className="empty">Nothing was recorded.</p>}
          <ol className="timeline">
            {data.happenings.map((one) => (
              <li key={one.key} className={one.episode ? 'episode' : 'memory'}>
                <p className="fine">
                  <Time at={one.at} /> ·{' '}
                  {one.episode
                    ? `Episode, ${one.episode.type} from ${one.episode.source}${one.episode.session_id ? `, session ${one.episode.session_id}` : ''}`
                    : `Memory, ${words(one.memory?.kind ?? '').toLowerCase()}`}{' '}
                  {one.memory && one.memory.status !== 'active' && <Status of={one.memory.status} />}
                </p>
                <p className="text">{one.episode ? episodeText(one.episode.payload) : one.memory?.content}</p>
              </li>
            ))}
          </ol>
          <CursorPager used={used} next={data.until} go={setUsed} />
        </>
      )}
    </Section>
  );
}

/**
 * Both lists end somewhere else. What lies before the later of these ends is not known whole, so it is left to the next
 * page. Times are compared by milliseconds.
 */
function merged(timeline: Timeline): Page {
  const episodes = timeline.episodes.map(
    (episode): Happening => ({ ...at(episode.occurred_at ?? episode.created_at), key: episode.id, episode }),
  );
  const memories = timeline.memories.map(
    (memory): Happening => ({ ...at(memory.valid_from), key: memory.id, memory }),
  );
  const all = [...episodes, ...memories].sort((a, b) => b.millis - a.millis);
  const ends = [
    ...(timeline.episodes_has_more ? [least(episodes)] : []),
    ...(timeline.memories_has_more ? [least(memories)] : []),
  ];
  if (ends.length === 0) {
    return { happenings: all, until: null };
  }
  const end = Math.max(...ends);
  const known = all.filter((one) => one.millis > end);
  if (known.length === 0) {
    // More than a page within one millisecond.
    return { happenings: all.filter((one) => one.millis >= end), until: new Date(end).toISOString() };
  }
  return { happenings: known, until: new Date(end + 1).toISOString() };
}

function at(text: string): { at: string; millis: number } {
  return { at: text, millis: new Date(text).getTime() };
}

function least(happenings: Happening[]): number {
  return Math.min(...happenings.map((one) => one.millis));
}
