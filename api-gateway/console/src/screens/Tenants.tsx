import { useState } from 'react';
import { get } from '../api/client';
import { useConsole } from '../console';
import { number } from '../format';
import { useLoad } from '../load';
import { address, Link, navigate } from '../router';
import { Filters, TextField } from '../ui/Filters';
import { usePages } from '../ui/Listing';
import { Facts, Page, Section } from '../ui/Page';
import { Wait } from '../ui/Problem';
import { Table } from '../ui/Table';

interface NoTenant {
  null_tenant_rows: { episodes: number; memories: number; compile_jobs: number };
  guidance: string;
}

export function Tenants() {
  const { chooseTenant } = useConsole();
  const loaded = useLoad((signal) => get<{ tenants: string[] }>('/admin/tenants', {}, { signal }), []);
  const none = useLoad((signal) => get<NoTenant>('/admin/tenant-audit', {}, { signal }), []);
  const [search, setSearch] = useState('');
  const found = (loaded.data?.tenants ?? []).filter((name) => name.toLowerCase().includes(search.toLowerCase()));
  const pages = usePages(found);
  return (
    <Page title="Tenants" about="Customers whose memory is kept apart. A tenant comes into being with its first episode.">
      <Section title="Tenants">
        <Filters apply={(values) => setSearch(values.search ?? '')}>
          <TextField name="search" label="Part of the name" value={search} />
        </Filters>
        <Wait loaded={loaded} />
        {loaded.data && (
          <>
            <Table
              caption="Tenants that have episodes"
              rows={pages.shown}
              keyOf={(name) => name}
              empty="There is none. Without tenants everything belongs together."
              columns={[
                { title: 'Tenant', wide: true, cell: (name) => <Link to={address('tenant', { id: name })}>{name}</Link> },
                {
                  title: 'Look at it alone',
                  cell: (name) => (
                    <button
                      type="button"
                      onClick={() => {
                        chooseTenant(name);
                        navigate(address('subjects'));
                      }}
                    >
                      Its subjects
                    </button>
                  ),
                },
              ]}
            />
            {pages.pager}
          </>
        )}
      </Section>
      <Section title="Another tenant">
        <p className="fine">A tenant may be configured before its first episode.</p>
        <Filters apply={(values) => values.name && navigate(address('tenant', { id: values.name }))}>
          <TextField name="name" label="Name" value="" />
        </Filters>
      </Section>
      <Section title="What belongs to no tenant">
        <Wait loaded={none} />
        {none.data && (
          <>
            <Facts
              facts={[
                ['Episodes', number(none.data.null_tenant_rows.episodes)],
                ['Memories', number(none.data.null_tenant_rows.memories)],
                ['Compile jobs', number(none.data.null_tenant_rows.compile_jobs)],
              ]}
            />
            <p className="fine">{none.data.guidance}</p>
          </>
        )}
      </Section>
    </Page>
  );
}
