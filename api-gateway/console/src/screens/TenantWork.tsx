import { call, get, part } from '../api/client';
import type { TenantPause, TenantPauseChange, TenantPauses, TenantRole } from '../api/types';
import { useLoad } from '../load';
import { Action } from '../ui/Action';
import { upTo } from '../ui/Listing';
import { Wait } from '../ui/Problem';
import { Status, Time } from '../ui/Status';
import { Table } from '../ui/Table';
import { TENANT_ROLES, tenantWork } from './stages';

/** The server counts what waits up to this. */
const COUNTED = 10_000;
const OFTEN = 3_000;

/** What is done for a tenant and what is paused, with the buttons for both. */
export function TenantWork(props: { tenant: string; changed?: () => void }) {
  const { tenant } = props;
  const loaded = useLoad(
    (signal) => get<TenantPauses>('/admin/tenant-pauses', { tenant_id: tenant, limit: 200 }, { signal }),
    [tenant],
    OFTEN,
  );
  const { data } = loaded;
  const done = () => {
    loaded.reload();
    props.changed?.();
  };
  const pauseOf = (role: TenantRole): TenantPause | undefined => data?.pauses.find((pause) => pause.role === role);
  return (
    <>
      <Wait loaded={loaded} />
      {data && (
        <>
          <Table
            caption={`Work for ${tenant}`}
            rows={TENANT_ROLES}
            keyOf={([role]) => role}
            columns={[
              { title: 'Work', cell: ([, title]) => title },
              { title: 'State', cell: ([role]) => <Status of={pauseOf(role) ? 'paused' : 'active'} /> },
              { title: 'Since', cell: ([role]) => <Time at={pauseOf(role)?.since} /> },
              { title: 'By', cell: ([role]) => pauseOf(role)?.actor ?? '–' },
              { title: 'Why', wide: true, cell: ([role]) => pauseOf(role)?.reason ?? '–' },
              {
                title: 'Waits',
                numeric: true,
                cell: ([role]) => {
                  const pause = pauseOf(role);
                  return pause ? upTo(pause.held, COUNTED) : '–';
                },
              },
              {
                title: 'Change',
                cell: ([role]) =>
                  pauseOf(role) ? (
                    <Resume tenant={tenant} roles={[role]} done={done} />
                  ) : (
                    <Pause tenant={tenant} roles={[role]} done={done} />
                  ),
              },
            ]}
          />
          <div className="actions">
            {data.pauses.length < TENANT_ROLES.length && (
              <Pause tenant={tenant} roles={TENANT_ROLES.map(([role]) => role)} all done={done} />
            )}
            {data.pauses.length > 0 && (
              <Resume tenant={tenant} roles={data.pauses.map((pause) => pause.role)} all done={done} />
            )}
          </div>
        </>
      )}
    </>
  );
}

interface Props {
  tenant: string;
  roles: TenantRole[];
  /** Whether it stands for everything that is done for the tenant. */
  all?: boolean;
  done: () => void;
}

function said(roles: TenantRole[]): string {
  return roles.map((role) => tenantWork(role).toLowerCase()).join(', ');
}

function Pause(props: Props) {
  const { tenant, roles } = props;
  return (
    <Action
      label={props.all ? 'Pause all work' : 'Pause'}
      question={{
        title: `Pause ${said(roles)} of ${tenant}?`,
        text: 'It goes on being recorded and read, and other tenants notice nothing. What is to be done meanwhile is kept.',
        action: 'Pause',
        input: { label: 'Why', maxLength: 500 },
      }}
      run={async (reason) => {
        const after = await call<TenantPauseChange>('POST', `/admin/tenants/${part(tenant)}/pause`, {
          body: { roles, reason: reason || null },
        });
        return `Paused for ${tenant}: ${said(after.pauses.map((pause) => pause.role))}.`;
      }}
      done={props.done}
    />
  );
}

function Resume(props: Props) {
  const { tenant, roles } = props;
  return (
    <Action
      label={props.all ? 'Resume all work' : 'Resume'}
      question={{
        title: `Resume ${said(roles)} of ${tenant}?`,
        text: 'What was kept meanwhile is done within the next seconds, some at a time.',
        action: 'Resume',
      }}
      run={async () => {
        const after = await call<TenantPauseChange>('POST', `/admin/tenants/${part(tenant)}/resume`, { body: { roles } });
        return after.changed.length === 0
          ? `Nothing of ${tenant} was paused.`
          : `Resumed for ${tenant}: ${said(after.changed)}.`;
      }}
      done={props.done}
    />
  );
}
