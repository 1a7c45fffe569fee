import { get } from '../api/client';
import type { Doctor } from '../api/types';
import { useLoad } from '../load';
import { address, Link } from '../router';
import { Page, Section } from '../ui/Page';
import { Wait } from '../ui/Problem';
import { Status } from '../ui/Status';
import { Table } from '../ui/Table';
import { bySeverity, screenOf } from './troubles';

const SUMMARY = {
  ok: 'Nothing is wrong.',
  warning: 'Something should be looked at.',
  critical: 'Something is wrong that loses data or stops the work.',
};

export function SelfCheck() {
  const loaded = useLoad((signal) => get<Doctor>('/admin/doctor', {}, { signal }), []);
  const { data } = loaded;
  return (
    <Page
      title="Self-check"
      about="A thorough look at everything that this installation stands on, with what mends it. The same as ./statewave doctor."
    >
      <Section
        title="What was found"
        actions={
          <button type="button" onClick={loaded.reload} disabled={loaded.loading}>
            Look again
          </button>
        }
      >
        <Wait loaded={loaded} />
        {data && (
          <>
            <p className="verdict">
              <Status of={data.status} text={SUMMARY[data.status]} />
            </p>
            <Table
              caption="Findings, the worst first"
              rows={[...data.findings].sort(bySeverity)}
              keyOf={(finding) => `${finding.check} ${finding.message}`}
              columns={[
                { title: 'Severity', cell: (finding) => <Status of={finding.severity} /> },
                { title: 'Check', cell: (finding) => finding.check },
                { title: 'What is so', wide: true, cell: (finding) => finding.message },
                {
                  title: 'How to mend it',
                  wide: true,
                  cell: (finding) => {
                    const screen = finding.severity === 'ok' ? null : screenOf(finding);
                    return (
                      <>
                        {screen && <Link to={screen[0]}>{screen[1]}</Link>} {finding.mend && <code>{finding.mend}</code>}
                        {!finding.mend && '–'}
                      </>
                    );
                  },
                },
                {
                  title: 'Runbook',
                  cell: (finding) => (finding.runbook ? <code>docs/runbooks/{finding.runbook}</code> : '–'),
                },
              ]}
            />
            <p className="fine">
              What is unwise about the settings stands at <Link to={address('settings')}>Settings</Link>.
            </p>
          </>
        )}
      </Section>
    </Page>
  );
}
