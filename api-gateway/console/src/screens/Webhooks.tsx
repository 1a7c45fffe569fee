import { call, get } from '../api/client';
import type { Deliveries, Delivery, DeliveryCounts } from '../api/types';
import { useConsole } from '../console';
import { count, number } from '../format';
import { useLoad } from '../load';
import { useParams } from '../router';
import { Action } from '../ui/Action';
import { Choice, Filters, TextField } from '../ui/Filters';
import { Facts, Page, Section } from '../ui/Page';
import { Pager } from '../ui/Pager';
import { Wait } from '../ui/Problem';
import { Status, Time } from '../ui/Status';
import { Table } from '../ui/Table';

/** Those that nothing is done about any more. */
const ENDED = ['delivered', 'dead_letter'];

export function Webhooks() {
  const { tenant } = useConsole();
  const [params, change] = useParams();
  const value = (name: string) => params.get(name) ?? '';
  const status = value('status');
  const query = { tenant_id: tenant, status, event_type: value('event'), limit: 50, offset: value('offset') };
  const counts = useLoad(
    (signal) => get<DeliveryCounts>('/admin/webhooks/stats', { tenant_id: tenant }, { signal }),
    [tenant],
  );
  const loaded = useLoad((signal) => get<Deliveries>('/admin/webhooks', query, { signal }), [query]);
  const { data } = loaded;
  const reload = () => {
    counts.reload();
    loaded.reload();
  };
  const named = status === 'dead_letter' ? 'given up' : status;
  return (
    <Page
      title="Webhook deliveries"
      about="What others were told: each event is sent to the webhook, and again where it fails, until it is delivered or given up."
    >
      <Section title="How they stand">
        <Wait loaded={counts} />
        {counts.data && (
          <Facts
            facts={[
              ['Pending', number(counts.data.pending)],
              ['Delivered', number(counts.data.delivered)],
              ['Given up', number(counts.data.dead_letter)],
              ['All', number(counts.data.total)],
            ]}
          />
        )}
      </Section>
      <Section
        title="Deliveries"
        actions={
          ENDED.includes(status) && (
            <Action
              label={`Delete those ${named}`}
              danger
              question={{
                title: `Delete all deliveries that were ${named}?`,
                text: `The notes about them${query.event_type ? ` (${query.event_type})` : ''}${tenant ? ` of tenant ${tenant}` : ''} are deleted. What was sent stays sent.`,
                action: 'Delete',
                danger: true,
              }}
              run={async () => {
                const done = await call<{ deleted: number }>('DELETE', '/admin/webhooks', {
                  query: { tenant_id: tenant, status, event_type: query.event_type },
                });
                return `Deleted ${count(done.deleted, 'delivery', 'deliveries')}.`;
              }}
              done={reload}
            />
          )
        }
      >
        <Filters apply={(values) => change({ ...values, offset: null })}>
          <Choice
            name="status"
            label="State"
            value={status}
            options={[
              ['', 'Any'],
              ['pending', 'Pending'],
              ['delivered', 'Delivered'],
              ['dead_letter', 'Given up'],
            ]}
          />
          <TextField name="event" label="Event" value={value('event')} placeholder="episode.created" />
        </Filters>
        <Wait loaded={loaded} />
        {data && (
          <>
            <Table
              caption="Deliveries, the newest first"
              rows={data.events}
              keyOf={(delivery) => delivery.id}
              empty="There is no such delivery. Without STATEWAVE_WEBHOOK_URL nothing is sent."
              details={(delivery) => <DeliveryDetails delivery={delivery} />}
              columns={[
                { title: 'Event', cell: (delivery) => delivery.event },
                {
                  title: 'State',
                  cell: (delivery) => (
                    <Status of={delivery.status} text={delivery.status === 'dead_letter' ? 'Given up' : undefined} />
                  ),
                },
                { title: 'Tenant', cell: (delivery) => delivery.tenant_id ?? '–' },
                {
                  title: 'Attempts',
                  numeric: true,
                  cell: (delivery) => `${number(delivery.attempts)} of ${number(delivery.max_attempts)}`,
                },
                { title: 'Answer', numeric: true, cell: (delivery) => delivery.http_status ?? '–' },
                { title: 'Happened', cell: (delivery) => <Time at={delivery.created_at} /> },
              ]}
            />
            <Pager page={data} shown={data.events.length} go={(offset) => change({ offset: String(offset) })} />
          </>
        )}
      </Section>
    </Page>
  );
}

function DeliveryDetails(props: { delivery: Delivery }) {
  const { delivery } = props;
  return (
    <Facts
      facts={[
        ['Id', <code>{delivery.id}</code>],
        ['Last tried', <Time at={delivery.last_attempt_at} />],
        ['Tried again', <Time at={delivery.next_attempt_at} />],
        ['Delivered', <Time at={delivery.delivered_at} />],
        ['Last error', <span className="text">{delivery.last_error ?? '–'}</span>],
      ]}
    />
  );
}
