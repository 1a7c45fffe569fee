import { useState } from 'react';
import { get } from '../api/client';
import type { Receipts } from '../api/types';
import { number } from '../format';
import { useLoad } from '../load';
import { address, Link } from '../router';
import { Section } from '../ui/Page';
import { CursorPager } from '../ui/Pager';
import { Wait } from '../ui/Problem';
import { Time } from '../ui/Status';
import { Table } from '../ui/Table';
import type { Named } from './Subject';

export function SubjectReceipts(props: { of: Named }) {
  const { subject, tenant } = props.of;
  const [used, setUsed] = useState<string[]>([]);
  const cursor = used.at(-1);
  const loaded = useLoad(
    (signal) =>
      get<Receipts>('/admin/receipts', { subject_id: subject, tenant_id: tenant, cursor, limit: 50 }, { signal }),
    [props.of, cursor],
  );
  const { data } = loaded;
  return (
    <Section title="Receipts">
      <p className="fine">
        A receipt says what a context was made of, what was left out, and why. They are written where a request asks for
        one, or where the tenant is set to it.
      </p>
      <Wait loaded={loaded} />
      {data && (
        <>
          <Table
            caption="Receipts, the newest first"
            rows={data.receipts}
            keyOf={(receipt) => receipt.receipt_id}
            empty="There is no receipt of this subject."
            columns={[
              { title: 'Made', cell: (receipt) => <Time at={receipt.created_at} /> },
              {
                title: 'Task',
                wide: true,
                cell: (receipt) => (
                  <Link to={address('receipt', { id: receipt.receipt_id, tenant: receipt.tenant_id })}>
                    {receipt.task || receipt.receipt_id}
                  </Link>
                ),
              },
              { title: 'Asked by', cell: (receipt) => receipt.caller_id ?? '–' },
              { title: 'Chosen', numeric: true, cell: (receipt) => number(receipt.selected_entries.length) },
              { title: 'Left out', numeric: true, cell: (receipt) => number(receipt.excluded_entries?.length) },
              { title: 'Tokens', numeric: true, cell: (receipt) => number(receipt.output.token_estimate) },
            ]}
          />
          <CursorPager used={used} next={data.next_cursor} go={setUsed} />
        </>
      )}
    </Section>
  );
}
