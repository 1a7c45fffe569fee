import { get, part } from '../api/client';
import type { Episode, Episodes, Memories } from '../api/types';
import { episodeText } from '../format';
import { useLoad } from '../load';
import { useParams } from '../router';
import { Filters, TextField } from '../ui/Filters';
import { Json } from '../ui/Json';
import { Section } from '../ui/Page';
import { Pager } from '../ui/Pager';
import { Wait } from '../ui/Problem';
import { Status, Time } from '../ui/Status';
import { Table } from '../ui/Table';
import { subjectPath, type Named } from './Subject';

const CITING = 50;

export function SubjectEpisodes(props: { of: Named }) {
  const [params, change] = useParams();
  const value = (name: string) => params.get(name) ?? '';
  const query = {
    tenant_id: props.of.tenant,
    search: value('search'),
    type: value('type'),
    session_id: value('session'),
    limit: 50,
    offset: value('offset'),
  };
  const loaded = useLoad(
    (signal) => get<Episodes>(subjectPath(props.of, '/episodes'), query, { signal }),
    [props.of, query],
  );
  const { data } = loaded;
  return (
    <Section title="Episodes">
      <Filters apply={(values) => change({ ...values, offset: null })}>
        <TextField name="search" label="Part of the text" value={value('search')} />
        <TextField name="type" label="Type" value={value('type')} />
        <TextField name="session" label="Session" value={value('session')} />
      </Filters>
      <Wait loaded={loaded} />
      {data && (
        <>
          <Table
            caption="Episodes, the newest first"
            rows={data.episodes}
            keyOf={(episode) => episode.id}
            empty="No episode fits."
            details={(episode) => <EpisodeDetails of={props.of} episode={episode} />}
            columns={[
              { title: 'Recorded', cell: (episode) => <Time at={episode.created_at} /> },
              { title: 'Type', cell: (episode) => episode.type },
              { title: 'Source', cell: (episode) => episode.source },
              { title: 'Session', cell: (episode) => episode.session_id ?? '–' },
              { title: 'Text', wide: true, cell: (episode) => shortened(episodeText(episode.payload)) },
            ]}
          />
          <Pager page={data} shown={data.episodes.length} go={(offset) => change({ offset: String(offset) })} />
        </>
      )}
    </Section>
  );
}

function shortened(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

function EpisodeDetails(props: { of: Named; episode: Episode }) {
  const { of, episode } = props;
  const loaded = useLoad(
    (signal) =>
      get<Memories>(
        subjectPath(of, `/episodes/${part(episode.id)}/citing-memories`),
        { tenant_id: of.tenant, limit: CITING },
        { signal },
      ),
    [of, episode.id],
  );
  return (
    <div className="lineage">
      <h3>Memories made of it</h3>
      <Wait loaded={loaded} />
      {loaded.data?.memories.length === 0 && <p className="fine">None, or none yet.</p>}
      <ul className="sources">
        {loaded.data?.memories.map((memory) => (
          <li key={memory.id}>
            <p className="text">
              {memory.content} <Status of={memory.status} />
            </p>
          </li>
        ))}
      </ul>
      <h3>As it was recorded</h3>
      <Json value={{ payload: episode.payload, metadata: episode.metadata, provenance: episode.provenance }} />
    </div>
  );
}
