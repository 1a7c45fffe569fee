import { get, part } from '../api/client';
import type { Memories, Memory, RelatedMemories, RelatedMemory } from '../api/types';
import { episodeText, number, words } from '../format';
import { useLoad } from '../load';
import { useParams } from '../router';
import { Choice, Filters, TextField } from '../ui/Filters';
import { Facts, Section } from '../ui/Page';
import { Pager } from '../ui/Pager';
import { Wait } from '../ui/Problem';
import { Status, Time } from '../ui/Status';
import { Table } from '../ui/Table';
import { subjectPath, type Named } from './Subject';
import { episodesOf } from './texts';

/** Source episodes that are shown of a memory. */
const SOURCES = 100;

export function SubjectMemories(props: { of: Named }) {
  const [params, change] = useParams();
  const value = (name: string) => params.get(name) ?? '';
  const query = {
    tenant_id: props.of.tenant,
    status: value('status') || 'all',
    kind: value('kind'),
    search: value('search'),
    limit: 50,
    offset: value('offset'),
  };
  const loaded = useLoad(
    (signal) => get<Memories>(subjectPath(props.of, '/memories'), query, { signal }),
    [props.of, query],
  );
  const { data } = loaded;
  return (
    <Section title="Memories">
      <Filters apply={(values) => change({ ...values, offset: null })}>
        <TextField name="search" label="Part of the text" value={value('search')} />
        <Choice
          name="status"
          label="Status"
          value={value('status')}
          options={[
            ['', 'Any'],
            ['active', 'Active'],
            ['superseded', 'Superseded'],
          ]}
        />
        <TextField name="kind" label="Kind" value={value('kind')} placeholder="profile_fact" />
      </Filters>
      <Wait loaded={loaded} />
      {data && (
        <>
          <MemoryTable of={props.of} caption="Memories, the newest first" memories={data.memories} />
          <Pager page={data} shown={data.memories.length} go={(offset) => change({ offset: String(offset) })} />
        </>
      )}
    </Section>
  );
}

export function MemoryTable(props: { of: Named; caption: string; memories: Memory[] }) {
  return (
    <Table
      caption={props.caption}
      rows={props.memories}
      keyOf={(memory) => memory.id}
      empty="No memory fits."
      details={(memory) => <Lineage of={props.of} memory={memory} />}
      columns={[
        { title: 'Memory', wide: true, cell: (memory) => memory.content },
        { title: 'Kind', cell: (memory) => words(memory.kind) },
        { title: 'Status', cell: (memory) => <Status of={memory.status} /> },
        { title: 'True since', cell: (memory) => <Time at={memory.valid_from} /> },
        { title: 'Made of', numeric: true, cell: (memory) => number(memory.source_episode_ids.length) },
      ]}
    />
  );
}

/** Where a memory comes from, and what it replaced or was replaced by. */
function Lineage(props: { of: Named; memory: Memory }) {
  const { of, memory } = props;
  const ids = memory.source_episode_ids.slice(0, SOURCES);
  const episodes = useLoad((signal) => episodesOf(of, ids, signal), [of, memory.id]);
  const related = useLoad(
    (signal) =>
      get<RelatedMemories>(
        subjectPath(of, `/memories/${part(memory.id)}/related`),
        { tenant_id: of.tenant },
        { signal },
      ),
    [of, memory.id],
  );
  const others = related.data;
  return (
    <div className="lineage">
      <Facts
        facts={[
          ['Id', <code>{memory.id}</code>],
          ['Confidence', memory.confidence.toFixed(2)],
          ['Made', <Time at={memory.created_at} />],
          ['True until', <Time at={memory.valid_to} />],
          ['Labels', memory.sensitivity_labels.join(', ') || '–'],
        ]}
      />
      <h3>Made of these episodes</h3>
      <Wait loaded={episodes} />
      {episodes.data && (
        <ul className="sources">
          {ids.map((id) => {
            const episode = episodes.data?.get(id);
            return (
              <li key={id}>
                {episode ? (
                  <>
                    <p className="fine">
                      <Time at={episode.created_at} /> · {episode.type} from {episode.source} · <code>{id}</code>
                    </p>
                    <p className="text">{episodeText(episode.payload)}</p>
                  </>
                ) : (
                  <p className="fine">
                    <code>{id}</code> is not there.
                  </p>
                )}
              </li>
            );
          })}
        </ul>
      )}
      {memory.source_episode_ids.length > SOURCES && (
        <p className="fine">And {number(memory.source_episode_ids.length - SOURCES)} more.</p>
      )}
      <Wait loaded={related} />
      {others && (
        <>
          <Others title="Replaced by" memories={others.superseding_memory ? [others.superseding_memory] : []} />
          <Others title="Replaces" memories={others.superseded_memories} />
          <Others title="Made of the same episodes" memories={others.sibling_memories} />
        </>
      )}
    </div>
  );
}

function Others(props: { title: string; memories: RelatedMemory[] }) {
  if (props.memories.length === 0) {
    return null;
  }
  return (
    <>
      <h3>{props.title}</h3>
      <ul className="sources">
        {props.memories.map((memory) => (
          <li key={memory.id}>
            <p className="fine">
              <Time at={memory.created_at} /> · {words(memory.kind)} <Status of={memory.status} />
            </p>
            <p className="text">{memory.content}</p>
          </li>
        ))}
      </ul>
    </>
  );
}
