import { useState } from 'react';
import { call, get, part } from '../api/client';
import type { Bundle, BundleRow, Bundles, Rule, Simulation } from '../api/types';
import { readOnly, useConsole } from '../console';
import { count, number, words } from '../format';
import { useLoad } from '../load';
import { address, Link } from '../router';
import { Action } from '../ui/Action';
import { Listing, useFilters, usePages } from '../ui/Listing';
import { Facts, Page, Section } from '../ui/Page';
import { CursorPager } from '../ui/Pager';
import { Problem, Wait } from '../ui/Problem';
import { Status, Time } from '../ui/Status';
import { Table } from '../ui/Table';

const EXAMPLE = `version: 1
rules:
  - id: no-emails-for-bots
    description: What has an e-mail address is not told to bots.
    when:
      memory_has_any_label: [pii.email]
      caller_type: bot
    action: redact
`;

const SHORT = 12;

function short(hash: string): string {
  return hash.slice(0, SHORT);
}

function forWhom(tenant: string | null): string {
  return tenant === null || tenant === '' ? 'all tenants without one of their own' : `tenant ${tenant}`;
}

export function Policy() {
  const { access } = useConsole();
  const [turn, setTurn] = useState(0);
  const [draft, setDraft] = useState<{ yaml: string; key: number }>({ yaml: EXAMPLE, key: 0 });
  const changed = () => setTurn((before) => before + 1);
  const edit = (yaml: string) => setDraft((before) => ({ yaml, key: before.key + 1 }));
  return (
    <Page
      title="Policy"
      about="Rules on which memories may be told to whom. A bundle is a version of all rules; one holds. Try one on past answers before it does."
    >
      <Active turn={turn} changed={changed} edit={edit} />
      <Editor key={draft.key} yaml={draft.yaml} changed={changed} mayStore={!readOnly(access)} />
      <BundleList turn={turn} changed={changed} edit={edit} />
    </Page>
  );
}

interface Shared {
  turn: number;
  changed: () => void;
  /** Puts a text into the editor. */
  edit: (yaml: string) => void;
}

function Active(props: Shared) {
  const { tenant } = useConsole();
  const loaded = useLoad(
    (signal) => get<Bundle | null>('/admin/policy/active', { tenant_id: tenant }, { signal }),
    [tenant, props.turn],
  );
  const bundle = loaded.data;
  return (
    <Section
      title={tenant ? `What holds for ${tenant}` : 'What holds'}
      actions={
        bundle && (
          <Action
            label="Let none hold"
            danger
            question={{
              title: 'Let no bundle hold?',
              text: `For ${forWhom(bundle.tenant_id)} nothing is held back by rules then.`,
              action: 'Let none hold',
              danger: true,
            }}
            run={async () => {
              await call('POST', '/admin/policy/deactivate', { body: { tenant_id: bundle.tenant_id } });
              return `No bundle holds for ${forWhom(bundle.tenant_id)}.`;
            }}
            done={props.changed}
          />
        )
      }
    >
      {loaded.data === null && loaded.loading ? null : <Wait loaded={loaded} />}
      {bundle ? (
        <BundleView bundle={bundle} edit={props.edit} />
      ) : (
        !loaded.error && <p className="empty">No bundle holds: nothing is held back by rules.</p>
      )}
    </Section>
  );
}

/** The rules, and how often each has fired. */
function BundleView(props: { bundle: Bundle; edit: (yaml: string) => void }) {
  const { bundle } = props;
  const pages = usePages(bundle.rules);
  return (
    <>
      <Facts
        facts={[
          ['Bundle', <code title={bundle.bundle_hash}>{short(bundle.bundle_hash)}</code>],
          ['For', forWhom(bundle.tenant_id)],
          ['Stored', <Time at={bundle.created_at} />],
        ]}
      />
      <Table
        caption="Rules, and how often each has fired: for a memory in an answer"
        rows={pages.shown}
        keyOf={(rule) => rule.id}
        empty="It has no rule."
        columns={[
          { title: 'Rule', cell: (rule) => <code>{rule.id}</code> },
          { title: 'Fired', numeric: true, cell: (rule) => number(rule.hits) },
          { title: 'Last', cell: (rule) => <Time at={rule.last_hit_at} /> },
          { title: 'Does', cell: (rule) => <Status of={rule.action} /> },
          { title: 'When', wide: true, cell: when },
          { title: 'What for', wide: true, cell: (rule) => rule.description ?? '–' },
        ]}
      />
      {pages.pager}
      <details>
        <summary>As it was written</summary>
        <pre tabIndex={0}>{bundle.yaml_content}</pre>
        <button type="button" onClick={() => props.edit(bundle.yaml_content)}>
          Edit it
        </button>
      </details>
    </>
  );
}

function when(rule: Rule): string {
  return (
    Object.entries(rule.when)
      .map(([name, value]) => `${words(name)}: ${Array.isArray(value) ? value.join(', ') : String(value)}`)
      .join('\n') || 'always'
  );
}

/** A bundle that is being written: it is tried on past answers, stored, and let hold. */
function Editor(props: { yaml: string; changed: () => void; mayStore: boolean }) {
  const { tenant } = useConsole();
  const [yaml, setYaml] = useState(props.yaml);
  const [tried, setTried] = useState<{ yaml: string; cursors: string[]; found: Simulation } | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const simulate = async (cursors: string[]) => {
    setBusy(true);
    setError(null);
    try {
      const body = { yaml_content: yaml, limit: 50, ...(tenant && { tenant_id: tenant }) };
      const found = await call<Simulation>('POST', '/admin/policy/simulate', { body: { ...body, cursor: cursors.at(-1) } });
      setTried({ yaml, cursors, found });
    } catch (failure) {
      setTried(null);
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  const store = async (activate: boolean) => {
    const stored = await call<{ bundle_hash: string; rule_count: number }>('POST', '/admin/policy/bundles', {
      body: { yaml_content: yaml, activate, ...(tenant && { tenant_id: tenant }) },
    });
    return `Stored bundle ${short(stored.bundle_hash)} with ${count(stored.rule_count, 'rule')}${activate ? `; it holds for ${forWhom(tenant)}` : ''}.`;
  };
  const fits = tried !== null && tried.yaml === yaml;
  return (
    <Section title="Write one">
      <div className="field">
        <label htmlFor="bundle">Rules, as YAML or JSON</label>
        <textarea id="bundle" rows={12} value={yaml} onChange={(event) => setYaml(event.target.value)} spellCheck={false} />
      </div>
      <div className="actions">
        <button type="button" disabled={busy || yaml.trim() === ''} onClick={() => void simulate([])}>
          Try it on past answers
        </button>
        {props.mayStore && (
          <>
            <Action
              label="Store"
              disabled={yaml.trim() === ''}
              question={{ title: 'Store this bundle?', text: `For ${forWhom(tenant)}. It does not hold by that.`, action: 'Store' }}
              run={() => store(false)}
              done={props.changed}
            />
            <Action
              label="Store and let it hold"
              disabled={yaml.trim() === ''}
              question={{
                title: 'Let this bundle hold?',
                text: `For ${forWhom(tenant)}, from the next answers on.${fits ? ` Of the past answers that were looked at, ${tried.found.receipts_changed} would have been different.` : ' It was not tried on past answers.'}`,
                action: 'Let it hold',
              }}
              run={() => store(true)}
              done={props.changed}
            />
          </>
        )}
      </div>
      <Problem error={error} />
      {tried && (
        <>
          {!fits && <p className="fine">The text was changed since.</p>}
          <Simulated found={tried.found} />
          <CursorPager used={tried.cursors} next={tried.found.next_cursor} go={(cursors) => void simulate(cursors)} />
        </>
      )}
    </Section>
  );
}

function Simulated(props: { found: Simulation }) {
  const { found } = props;
  return (
    <div role="status">
      <h3>On past answers</h3>
      <p>
        {found.receipts_examined === 0
          ? 'There is no receipt to try it on.'
          : `${count(found.receipts_examined, 'receipt')} looked at, ${number(found.receipts_changed)} would have been different.`}
        {found.missing_memories > 0 && ` ${count(found.missing_memories, 'memory', 'memories')} of them are gone.`}
      </p>
      <Table
        caption="What each rule would have done"
        rows={found.rules}
        keyOf={(rule) => rule.rule_id}
        empty="No rule would have fired."
        columns={[
          { title: 'Rule', cell: (rule) => <code>{rule.rule_id}</code> },
          { title: 'Does', cell: (rule) => <Status of={rule.action} /> },
          { title: 'Memories', numeric: true, cell: (rule) => number(rule.hits) },
          { title: 'Answers', numeric: true, cell: (rule) => number(rule.receipts) },
        ]}
      />
      {found.receipts.length > 0 && (
        <Table
          caption="Answers that would have been different"
          rows={found.receipts}
          keyOf={(receipt) => receipt.receipt_id}
          columns={[
            {
              title: 'Receipt',
              cell: (receipt) => (
                <Link to={address('receipt', { id: receipt.receipt_id, tenant: receipt.tenant_id })}>{receipt.receipt_id}</Link>
              ),
            },
            { title: 'Subject', wide: true, cell: (receipt) => receipt.subject_id },
            { title: 'Asked by', wide: true, cell: (receipt) => [receipt.caller_type, receipt.caller_id].filter(Boolean).join(' ') || '–' },
            { title: 'At', cell: (receipt) => <Time at={receipt.created_at} /> },
            { title: 'Left out', numeric: true, cell: (receipt) => number(receipt.denied.length) },
            { title: 'Blacked out', numeric: true, cell: (receipt) => number(receipt.redacted.length) },
          ]}
        />
      )}
    </div>
  );
}

function BundleList(props: Shared) {
  const { tenant } = useConsole();
  const filtered = useFilters([]);
  const query = { tenant_id: tenant, limit: 50, offset: filtered.value('offset') };
  const loaded = useLoad(
    (signal) => get<Bundles>('/admin/policy/bundles', query, { signal }),
    [query, props.turn],
  );
  return (
    <Section title="Stored bundles">
      <Listing
        filtered={{ ...filtered, form: null }}
        loaded={loaded}
        rows={(page) => page.bundles}
        caption="Bundles, the newest first"
        keyOf={(bundle) => `${bundle.bundle_hash} ${bundle.tenant_id ?? ''}`}
        empty="None was stored."
        details={(bundle) => <Stored of={bundle} edit={props.edit} turn={props.turn} />}
        columns={[
          { title: 'Bundle', cell: (bundle) => <code title={bundle.bundle_hash}>{short(bundle.bundle_hash)}</code> },
          { title: 'For', wide: true, cell: (bundle) => forWhom(bundle.tenant_id) },
          { title: 'State', cell: (bundle) => <Status of={bundle.active ? 'active' : 'stored'} text={bundle.active ? 'Holds' : 'Stored'} /> },
          { title: 'Rules', numeric: true, cell: (bundle) => number(bundle.rule_count) },
          { title: 'Stored', cell: (bundle) => <Time at={bundle.created_at} /> },
          {
            title: 'Change',
            cell: (bundle) =>
              !bundle.active && (
                <Action
                  label="Let it hold"
                  question={{
                    title: 'Let this bundle hold?',
                    text: `${short(bundle.bundle_hash)}, for ${forWhom(bundle.tenant_id)}, from the next answers on, in place of the one that holds.`,
                    action: 'Let it hold',
                  }}
                  run={async () => {
                    await call('POST', '/admin/policy/activate', {
                      body: { bundle_hash: bundle.bundle_hash, tenant_id: bundle.tenant_id },
                    });
                    return `Bundle ${short(bundle.bundle_hash)} holds for ${forWhom(bundle.tenant_id)}.`;
                  }}
                  done={props.changed}
                />
              ),
          },
        ]}
      />
    </Section>
  );
}

function Stored(props: { of: BundleRow; edit: (yaml: string) => void; turn: number }) {
  const { of } = props;
  const loaded = useLoad(
    (signal) =>
      get<Bundle>(`/admin/policy/bundles/${part(of.bundle_hash)}`, { tenant_id: of.tenant_id }, { signal }),
    [of.bundle_hash, of.tenant_id, props.turn],
  );
  return (
    <div className="lineage">
      <Wait loaded={loaded} />
      {loaded.data && <BundleView bundle={loaded.data} edit={props.edit} />}
    </div>
  );
}
