import { get } from '../api/client';
import type { Deliveries, Delivery, DeliveryCounts } from '../api/types';
import { useConsole } from '../console';
import { number } from '../format';
import { useLoad } from '../load';
import { address, Link } from '../router';
import { DeleteEnded, Listing, useFilters } from '../ui/Listing';
import { Facts, Page, Section } from '../ui/Page';
import { Wait } from '../ui/Problem';
import { Status, Time } from '../ui/Status';

/** Those that nothing is done about any more. */
const ENDED = ['delivered', 'dead_letter'];

export function Webhooks() {
  const { tenant } = useConsole();
  const filtered = useFilters([
    {
      param: 'status',
      query: 'status',
      label: 'State',
      options: [
        ['pending', 'Pending'],
        ['delivered', 'Delivered'],
        ['dead_letter', 'Given up'],
      ],
    },
    { param: 'event', query: 'event_type', label: 'Event', placeholder: 'episode.created' },
  ]);
  const status = filtered.value('status');
  const query = { tenant_id: tenant, limit: 50, ...filtered.query };
  const counts = useLoad(
    (signal) => get<DeliveryCounts>('/admin/webhooks/stats', { tenant_id: tenant }, { signal }),
    [tenant],
  );
  const loaded = useLoad((signal) => get<Deliveries>('/admin/webhooks', query, { signal }), [query]);
  const reload = () => {
    counts.reload();
    loaded.reload();
  };
  return (
    <Page
      title="Webhook deliveries"
      about={
        <>
          What others were told, of all receivers together. <Link to={address('endpoints')}>Webhook endpoints</Link> shows
          each with its attempts, and sends again what failed.
        </>
      }
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
            <DeleteEnded
              path="/admin/webhooks"
              one="delivery"
              many="deliveries"
              ended={status === 'dead_letter' ? 'given up' : status}
              chosen={filtered.chosen}
              note="What was sent stays sent."
              done={reload}
            />
          )
        }
      >
        <Listing
          filtered={filtered}
          loaded={loaded}
          rows={(page) => page.events}
          caption="Deliveries, the newest first"
          keyOf={(delivery) => delivery.id}
          empty="There is no such delivery. Without STATEWAVE_WEBHOOK_URL and without endpoints nothing is sent."
          details={(delivery) => <DeliveryDetails delivery={delivery} />}
          columns={[
            { title: 'Event', cell: (delivery) => delivery.event },
            { title: 'State', cell: (delivery) => <DeliveryStatus of={delivery.status} /> },
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
      </Section>
    </Page>
  );
}

export function DeliveryStatus(props: { of: string }) {
  return <Status of={props.of} text={props.of === 'dead_letter' ? 'Given up' : undefined} />;
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
