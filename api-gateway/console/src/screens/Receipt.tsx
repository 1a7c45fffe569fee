import { useState } from 'react';
import { call, get, part } from '../api/client';
import type { Receipt, ReceiptEntry, Verification } from '../api/types';
import { may, useConsole } from '../console';
import { episodeText, number, reason, score, words } from '../format';
import { useLoad } from '../load';
import { address, Link, useParams } from '../router';
import { Action } from '../ui/Action';
import { Bar } from '../ui/Chart';
import { Json } from '../ui/Json';
import { Facts, Page, Section } from '../ui/Page';
import { Wait } from '../ui/Problem';
import { Status, Time } from '../ui/Status';
import { Table } from '../ui/Table';
import type { Named } from './Subject';
import { episodesOf, memoriesOf } from './texts';

/** Entries whose texts are looked up. */
const LOOKED_UP = 300;

export function ReceiptScreen() {
  const [params] = useParams();
  const id = params.get('id') ?? '';
  const tenant = params.get('tenant') ?? '';
  const loaded = useLoad(
    (signal) => get<Receipt>(`/admin/receipts/${part(id)}`, { tenant_id: tenant }, { signal }),
    [id, tenant],
  );
  const { data } = loaded;
  return (
    <Page title="Receipt" about="Why a context was what it was.">
      <Wait loaded={loaded} />
      {data && (
        <div key={data.receipt_id}>
          <Answer receipt={data} />
          <Entries receipt={data} />
          <Section title="The receipt as it stands">
            <details>
              <summary>Show</summary>
              <Json value={data} />
            </details>
          </Section>
        </div>
      )}
    </Page>
  );
}

function Answer(props: { receipt: Receipt }) {
  const { receipt } = props;
  const { access, document } = useConsole();
  const [verdict, setVerdict] = useState<Verification | null>(null);
  const [replayed, setReplayed] = useState<unknown>(null);
  const tenant = receipt.tenant_id;
  const replay = ['/admin/receipts/{receipt_id}/replay', '/v1/receipts/{receipt_id}/replay'].find((path) =>
    document.has('post', path),
  );
  const verify = useVerify(receipt, setVerdict);
  const actions = (
    <>
      {may(access, 'read') && document.has('get', '/v1/receipts/{receipt_id}/verify') && (
        <button type="button" onClick={verify}>
          Check the signature
        </button>
      )}
      {replay && (
        <Action
          label="Replay"
          question={{
            title: 'Replay this receipt?',
            text: 'The same question is asked again with what is known now, and a second receipt is written that names this one. Nothing else changes.',
            action: 'Replay',
          }}
          run={async () => {
            const path = replay.replace('{receipt_id}', part(receipt.receipt_id));
            const query = replay.startsWith('/admin/') ? { tenant_id: tenant } : {};
            setReplayed(await call('POST', path, { query, tenant }));
            return 'The receipt was replayed. What differs stands below.';
          }}
        />
      )}
    </>
  );
  return (
    <Section title="The answer" actions={actions}>
      <Facts
        facts={[
          ['Task', <span className="text">{receipt.task}</span>],
          [
            'Subject',
            <Link to={address('subject', { id: receipt.subject_id, tenant })}>{receipt.subject_id}</Link>,
          ],
          ['Tenant', tenant ?? '–'],
          ['Made', <Time at={receipt.created_at} />],
          ['As of', <Time at={receipt.as_of} />],
          ['Asked by', [receipt.caller_id, receipt.caller_type].filter(Boolean).join(', ') || '–'],
          ['Tokens', number(receipt.output.token_estimate)],
          ['Mode', words(receipt.mode)],
          [
            'Policy',
            receipt.policy.policy_bundle_hash
              ? `${words(receipt.policy.mode)}, ${number(receipt.policy.filters_applied.length)} rules fired`
              : 'None',
          ],
          ['Signed with', receipt.receipt_signature_key_id ?? 'Not signed'],
          ['Kept', <Status of={receipt.status} />],
          ...(receipt.parent_receipt_id
            ? [
                [
                  'Replay of',
                  <Link to={address('receipt', { id: receipt.parent_receipt_id, tenant })}>
                    {receipt.parent_receipt_id}
                  </Link>,
                ] as [string, React.ReactNode],
              ]
            : []),
        ]}
      />
      {receipt.policy.filters_applied.length > 0 && (
        <details>
          <summary>Rules that fired</summary>
          <Json value={receipt.policy.filters_applied} />
        </details>
      )}
      {verdict && (
        <p role="status">
          {verdict.valid === null
            ? `Nobody can tell whether it is genuine: ${words(verdict.reason).toLowerCase()}.`
            : verdict.valid
              ? `The signature holds (key ${verdict.key_id ?? ''}).`
              : `The signature does not hold: ${words(verdict.reason).toLowerCase()}.`}
        </p>
      )}
      {replayed !== null && (
        <>
          <h3>What the replay found</h3>
          <Json value={replayed} />
        </>
      )}
    </Section>
  );
}

function useVerify(receipt: Receipt, show: (verdict: Verification) => void): () => void {
  const { tell } = useConsole();
  return () => {
    get<Verification>(`/v1/receipts/${part(receipt.receipt_id)}/verify`, {}, { tenant: receipt.tenant_id })
      .then(show)
      .catch((failure: unknown) =>
        tell({ text: failure instanceof Error ? failure.message : 'It could not be checked.', failed: true }),
      );
  };
}

function idOf(entry: ReceiptEntry): string {
  return entry.memory_id ?? entry.episode_id ?? '';
}

function Entries(props: { receipt: Receipt }) {
  const { receipt } = props;
  const excluded = receipt.excluded_entries ?? [];
  const of = { subject: receipt.subject_id, tenant: receipt.tenant_id ?? '' };
  const texts = useTexts(of, receipt);
  const text = (id: string) => texts.data?.get(id) ?? (texts.loading ? '…' : 'Is not there any more.');
  const most = Math.max(0, ...[...receipt.selected_entries, ...excluded].map((entry) => entry.score ?? 0));
  return (
    <>
      <Section title="What it was made of">
        <Table
          caption="Chosen, the best first"
          rows={receipt.selected_entries}
          keyOf={idOf}
          empty="Nothing was chosen."
          columns={[
            { title: 'Rank', numeric: true, cell: (entry) => number(entry.rank) },
            { title: 'Text', wide: true, cell: (entry) => text(idOf(entry)) },
            { title: 'Kind', cell: (entry) => words(entry.kind ?? entry.event_type ?? entry.type) },
            { title: 'State', cell: (entry) => <Status of={entry.supersession_status ?? 'episode'} /> },
            { title: 'True since', cell: (entry) => <Time at={entry.valid_from ?? entry.occurred_at} /> },
            { title: 'Score', numeric: true, cell: (entry) => <Scored value={entry.score} most={most} /> },
          ]}
        />
      </Section>
      <Section title="What was left out">
        <Table
          caption="Left out, the best first"
          rows={excluded}
          keyOf={(entry) => entry.id}
          empty="Nothing was left out, or the ranking did not tell."
          columns={[
            { title: 'Text', wide: true, cell: (entry) => text(entry.id) },
            { title: 'Kind', cell: (entry) => words(entry.kind) },
            { title: 'Score', numeric: true, cell: (entry) => <Scored value={entry.score} most={most} /> },
            { title: 'Why', wide: true, cell: (entry) => reason(entry.reason) },
          ]}
        />
      </Section>
    </>
  );
}

export function Scored(props: { value: number | null; most: number }) {
  return (
    <span className="scored">
      <Bar value={props.value} most={props.most} /> {score(props.value)}
    </span>
  );
}

/** Receipts hold ids alone; the texts are those of today. */
function useTexts(of: Named, receipt: Receipt) {
  return useLoad(
    async (signal) => {
      const excluded = receipt.excluded_entries ?? [];
      const memories = [
        ...receipt.selected_entries.flatMap((entry) => (entry.memory_id ? [entry.memory_id] : [])),
        ...excluded.filter((entry) => entry.kind !== 'episode').map((entry) => entry.id),
      ].slice(0, LOOKED_UP);
      const episodes = [
        ...receipt.selected_entries.flatMap((entry) => (entry.episode_id ? [entry.episode_id] : [])),
        ...excluded.filter((entry) => entry.kind === 'episode').map((entry) => entry.id),
      ].slice(0, LOOKED_UP);
      const [foundMemories, foundEpisodes] = await Promise.all([
        memoriesOf(of, memories, signal),
        episodesOf(of, episodes, signal),
      ]);
      const texts = new Map<string, string>();
      foundMemories.forEach((memory, id) => texts.set(id, memory.content));
      foundEpisodes.forEach((episode, id) => texts.set(id, episodeText(episode.payload)));
      return texts;
    },
    [receipt.receipt_id],
  );
}
