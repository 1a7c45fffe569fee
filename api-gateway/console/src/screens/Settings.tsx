import { useState, type FormEvent } from 'react';
import { call, get, part } from '../api/client';
import type { Issues, Setting, SettingChanges, Settings as Found } from '../api/types';
import { readOnly, useConsole } from '../console';
import { count, words } from '../format';
import { useLoad } from '../load';
import { address, Link, useParams } from '../router';
import { Action } from '../ui/Action';
import { Choice, Filters, TextField } from '../ui/Filters';
import { usePages } from '../ui/Listing';
import { Facts, Page, Section } from '../ui/Page';
import { explain, Wait } from '../ui/Problem';
import { Status, Time } from '../ui/Status';
import { Table } from '../ui/Table';

interface Row extends Setting {
  key: string;
}

const SOURCES: Record<string, string> = { env: 'environment', global_db: 'stored here', tenant_db: 'of the tenant' };

export function Settings() {
  const { tenant } = useConsole();
  const [params, change] = useParams();
  const [turn, setTurn] = useState(0);
  const settings = useLoad(
    (signal) => get<Found>('/admin/settings', { tenant_id: tenant }, { signal }),
    [tenant, turn],
  );
  const changed = () => setTurn((before) => before + 1);
  const all = Object.entries(settings.data?.settings ?? {}).map(([key, setting]): Row => ({ key, ...setting }));
  const search = params.get('search') ?? '';
  const category = params.get('category') ?? '';
  const state = params.get('state') ?? '';
  const rows = all.filter(
    (row) =>
      `${row.key} ${row.env_name} ${row.description}`.toLowerCase().includes(search.toLowerCase()) &&
      (category === '' || row.category === category) &&
      (state === '' || (state === 'pending' ? row.pending_restart : row.source !== 'env')),
  );
  const pages = usePages(rows);
  const pending = all.filter((row) => row.pending_restart);
  const categories = [...new Set(all.map((row) => row.category))];
  return (
    <Page
      title="Settings"
      about="What the installation is set to. A value that is stored here goes before the environment; it holds once it is applied, or from the next start on."
    >
      <Issued turn={turn} />
      <Section title="Settings" actions={<Hold pending={pending} changed={changed} />}>
        {pending.length > 0 && (
          <p>
            <Status of="warning" text={`${count(pending.length, 'stored value')} not in force`} />{' '}
            {pending.map((row) => row.key).join(', ')}
          </p>
        )}
        <Filters apply={(values) => change(values)}>
          <TextField name="search" label="Part of the name" value={search} />
          <Choice
            name="category"
            label="About"
            value={category}
            options={[['', 'Everything'], ...categories.map((one): [string, string] => [one, words(one)])]}
          />
          <Choice
            name="state"
            label="Which"
            value={state}
            options={[
              ['', 'All'],
              ['stored', 'Stored here'],
              ['pending', 'Not in force yet'],
            ]}
          />
        </Filters>
        <Wait loaded={settings} />
        {settings.data && (
          <>
            <Table
              caption="Settings"
              rows={pages.shown}
              keyOf={(row) => row.key}
              empty="No setting fits."
              details={(row) => <SettingView row={row} changed={changed} />}
              columns={[
                { title: 'Setting', cell: (row) => <code>{row.key}</code> },
                { title: 'Value', wide: true, cell: (row) => said(row.value) },
                { title: 'From', cell: (row) => SOURCES[row.source] ?? row.source },
                {
                  title: 'State',
                  cell: (row) =>
                    row.pending_restart ? <Status of="pending" text="Not in force" /> : <Status of="ok" text="In force" />,
                },
                { title: 'What it is', wide: true, cell: (row) => row.description },
              ]}
            />
            {pages.pager}
          </>
        )}
      </Section>
      <Changes turn={turn} />
    </Page>
  );
}

/** What is unwise. */
function Issued(props: { turn: number }) {
  const loaded = useLoad((signal) => get<Issues>('/admin/readiness-check', {}, { signal }), [props.turn]);
  return (
    <Section title="What is unwise">
      <Wait loaded={loaded} />
      {loaded.data && (
        <Table
          caption="The most severe first"
          rows={loaded.data.issues}
          keyOf={(issue) => issue.id}
          empty="Nothing."
          columns={[
            { title: 'Severity', cell: (issue) => <Status of={issue.severity} /> },
            { title: 'What', wide: true, cell: (issue) => issue.title },
            { title: 'What follows', wide: true, cell: (issue) => issue.summary },
            {
              title: 'What mends it',
              wide: true,
              cell: (issue) =>
                issue.fix.kind === 'setting' ? (
                  <Link to={address('settings', { search: issue.fix.key })}>{issue.fix.key}</Link>
                ) : (
                  <>
                    <code>{issue.fix.env_name}</code> in the environment
                  </>
                ),
            },
          ]}
        />
      )}
    </Section>
  );
}

function Hold(props: { pending: Row[]; changed: () => void }) {
  const live = props.pending.filter((row) => row.hot_reloadable || row.source === 'env');
  return (
    <>
      <Action
        label="Apply"
        question={{
          title: 'Apply what is stored?',
          text:
            live.length === 0
              ? 'All processes look at the stored values once more.'
              : `All processes take over, within seconds: ${live.map((row) => row.key).join(', ')}.`,
          action: 'Apply',
        }}
        run={async () => {
          const done = await call<{ applied: number; keys: string[] }>('POST', '/admin/settings/apply');
          return done.applied === 0 ? 'Nothing changed by it.' : `Applied: ${done.keys.join(', ')}.`;
        }}
        done={props.changed}
      />
      <Action
        label="Restart all"
        danger
        question={{
          title: 'Restart all processes?',
          text: 'They end at once, and what supervises them starts them again. Requests fail meanwhile.',
          action: 'Restart',
          danger: true,
        }}
        run={async () => {
          const done = await call<{ exit_in_seconds: number }>('POST', '/admin/restart');
          return `All processes end within ${done.exit_in_seconds} s, and are started again.`;
        }}
      />
    </>
  );
}

function SettingView(props: { row: Row; changed: () => void }) {
  const { row, changed } = props;
  const { access } = useConsole();
  return (
    <div className="lineage">
      <Facts
        facts={[
          ['In the environment', <code>{row.env_name}</code>],
          ['In force', said(row.applied_value)],
          ['Holds once it is', row.hot_reloadable ? 'applied' : 'restarted'],
          ['May be', bounds(row)],
          ['About', words(row.category)],
        ]}
      />
      {row.source === 'global_db' && (
        <div className="actions">
          <Action
            label="Take the stored value away"
            question={{
              title: `Take away the stored ${row.key}?`,
              text: 'The environment holds again, once it is applied or from the next start on.',
              action: 'Take away',
            }}
            run={async () => {
              await call('DELETE', `/admin/settings/${part(row.key)}`);
              return `Took away the stored ${row.key}.`;
            }}
            done={changed}
          />
        </div>
      )}
      {row.editable && !readOnly(access) && <ChangeForm row={row} changed={changed} />}
      {!row.editable && <p className="fine">It is set in the environment alone.</p>}
    </div>
  );
}

/** Stores a value, after the server has tried whether it could start with it. */
function ChangeForm(props: { row: Row; changed: () => void }) {
  const { row, changed } = props;
  const { confirm, tell } = useConsole();
  const [problem, setProblem] = useState<string | null>(null);
  const id = `set-${row.key}`;
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    try {
      const value = read(row, String(form.get('value') ?? ''));
      const tried = await call<{ ok: boolean; detail: string | null }>('POST', '/admin/settings/test', {
        body: { key: row.key, value },
      });
      if (!tried.ok) {
        setProblem(tried.detail ?? 'The server does not take this value.');
        return;
      }
      setProblem(null);
      const sure = await confirm({
        title: `Store ${row.key}?`,
        text: `${said(row.value)} → ${row.is_secret ? 'another secret' : said(value)}`,
        action: 'Store',
      });
      if (!sure) {
        return;
      }
      await call('PATCH', `/admin/settings/${part(row.key)}`, {
        body: { value, note: String(form.get('note') ?? '').trim() || null },
      });
      tell({
        text: `Stored ${row.key}. It holds ${row.hot_reloadable ? 'once it is applied' : 'from the next start on'}.`,
        failed: false,
      });
      changed();
    } catch (failure) {
      setProblem(explain(failure));
    }
  };
  const options = row.kind === 'bool' ? ['true', 'false'] : row.allowed_values;
  return (
    <form onSubmit={(event) => void submit(event)}>
      <div className="filters">
        <div className="field grows">
          <label htmlFor={id}>Another value</label>
          {options ? (
            <select id={id} name="value" defaultValue={String(row.value ?? '')}>
              {options.map((option) => (
                <option key={option} value={option}>
                  {option}
                </option>
              ))}
            </select>
          ) : (
            <input
              id={id}
              name="value"
              type={row.is_secret ? 'password' : row.kind === 'int' || row.kind === 'float' ? 'number' : 'text'}
              step={row.kind === 'float' ? 'any' : undefined}
              min={row.min_value ?? undefined}
              max={row.max_value ?? undefined}
              defaultValue={row.is_secret ? '' : text(row.value)}
              autoComplete="off"
              spellCheck={false}
            />
          )}
        </div>
        <div className="field grows">
          <label htmlFor={`${id}-note`}>Why</label>
          <input id={`${id}-note`} name="note" maxLength={2000} autoComplete="off" />
        </div>
        <button type="submit" className="primary">
          Store
        </button>
      </div>
      {problem && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
    </form>
  );
}

function Changes(props: { turn: number }) {
  const loaded = useLoad(
    (signal) => get<SettingChanges>('/admin/settings/audit/log', { limit: 500 }, { signal }),
    [props.turn],
  );
  const pages = usePages(loaded.data?.entries ?? [], 10);
  return (
    <Section title="Who changed what">
      <Wait loaded={loaded} />
      {loaded.data && (
        <>
          <Table
            caption="Changes of settings, the newest first"
            rows={pages.shown}
            keyOf={(entry) => String(entry.id)}
            empty="Nothing was changed here."
            columns={[
              { title: 'When', cell: (entry) => <Time at={entry.changed_at} /> },
              { title: 'Setting', cell: (entry) => <code>{entry.key}</code> },
              { title: 'Before', wide: true, cell: (entry) => said(entry.old_value) },
              { title: 'Then', wide: true, cell: (entry) => said(entry.new_value) },
              { title: 'Tenant', cell: (entry) => entry.tenant_id ?? '–' },
              { title: 'By', cell: (entry) => entry.changed_by },
              { title: 'Why', wide: true, cell: (entry) => entry.note ?? '–' },
            ]}
          />
          {pages.pager}
        </>
      )}
    </Section>
  );
}

function text(value: unknown): string {
  return value === null || value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
}

function said(value: unknown): string {
  return text(value) || '–';
}

function bounds(row: Row): string {
  if (row.allowed_values) {
    return row.allowed_values.join(', ');
  }
  if (row.min_value !== null || row.max_value !== null) {
    return `${row.min_value ?? '…'} to ${row.max_value ?? '…'}`;
  }
  return row.kind === 'bool' ? 'true or false' : words(row.kind).toLowerCase();
}

/** As the API takes it. */
function read(row: Row, given: string): unknown {
  switch (row.kind) {
    case 'int':
    case 'float':
      if (given.trim() === '') {
        throw new Error('Fill in a number.');
      }
      return Number(given);
    case 'bool':
      return given === 'true';
    default:
      return given;
  }
}
