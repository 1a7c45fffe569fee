import { useCallback, useMemo, useState, type FormEvent } from 'react';
import * as client from './api/client';
import type { ApiDocument } from './api/document';
import type { Access } from './api/types';
import { ConsoleContext, readOnly, type Answer, type Console, type Notice, type Question } from './console';
import { address, Link, useScreen } from './router';
import { GROUPS, shownScreens, type Screen } from './screens';
import { Boundary } from './ui/Boundary';
import { Confirm } from './ui/Confirm';
import { Page } from './ui/Page';

interface Props {
  access: Access;
  document: ApiDocument;
  firstTenant: string;
  leave: () => void;
}

interface Asked {
  question: Question;
  answer: (answer: Answer) => void;
}

/** What stands around every screen: the menu, the tenant, questions and notices. */
export function Shell(props: Props) {
  const { access, document } = props;
  const [tenant, setTenant] = useState(props.firstTenant);
  const [hidden, setHidden] = useState<readonly string[]>([]);
  const [asked, setAsked] = useState<Asked | null>(null);
  const [notice, setNotice] = useState<Notice | null>(null);
  const [menu, setMenu] = useState(false);
  const name = useScreen();

  const confirm = useCallback(
    (question: Question) =>
      new Promise<Answer>((resolve) => {
        setAsked({
          question,
          answer: (answer) => {
            setAsked(null);
            resolve(answer);
          },
        });
      }),
    [],
  );
  const hide = useCallback((screen: string) => setHidden((before) => [...before, screen]), []);
  const chooseTenant = useCallback((chosen: string) => {
    client.chooseTenant(chosen);
    setTenant(chosen);
  }, []);
  const shared = useMemo<Console>(
    () => ({ access, document, tenant, chooseTenant, confirm, tell: setNotice, hide }),
    [access, document, tenant, chooseTenant, confirm, hide],
  );

  const screens = shownScreens(document, access).filter((screen) => !hidden.includes(screen.name));
  const current = screens.find((screen) => screen.name === name);

  return (
    <ConsoleContext value={shared}>
      <a className="skip" href="#content">
        Skip to the content
      </a>
      <div className="shell">
        <header className="top">
          <span className="brand">Statewave</span>
          <button
            type="button"
            className="menu-button"
            aria-expanded={menu}
            aria-controls="menu"
            onClick={() => setMenu(!menu)}
          >
            Menu
          </button>
          <TenantForm access={access} tenant={tenant} choose={chooseTenant} />
          <span className="who">
            {access.key_required ? access.name || access.key_id : 'Open access'}
            {readOnly(access) && ' · read only'}
          </span>
          {access.key_required && (
            <button type="button" onClick={props.leave}>
              Sign out
            </button>
          )}
        </header>
        <nav id="menu" className={menu ? 'menu open' : 'menu'} aria-label="Screens" onClick={() => setMenu(false)}>
          {GROUPS.map((group) => (
            <Group key={group} title={group} screens={screens.filter((one) => one.group === group)} current={name} />
          ))}
        </nav>
        <main id="content" tabIndex={-1}>
          <div role="status" className={notice ? `notice ${notice.failed ? 'failed' : ''}` : undefined}>
            {notice?.text}
            {notice && (
              <button type="button" className="plain" onClick={() => setNotice(null)}>
                Dismiss
              </button>
            )}
          </div>
          {current ? (
            // Another tenant is another list: nothing of the one before may stay.
            <Boundary key={`${current.name} ${tenant}`}>{current.show()}</Boundary>
          ) : (
            <Page title="Not here" about="There is no such screen, or this server cannot do what it is for.">
              <Link to={address('')}>Overview</Link>
            </Page>
          )}
        </main>
      </div>
      {asked && <Confirm question={asked.question} answer={asked.answer} />}
    </ConsoleContext>
  );
}

function Group(props: { title: string; screens: Screen[]; current: string }) {
  const listed = props.screens.filter((screen) => screen.title !== null);
  if (listed.length === 0) {
    return null;
  }
  return (
    <div>
      <h2>{props.title}</h2>
      <ul>
        {listed.map((screen) => (
          <li key={screen.name}>
            <Link to={address(screen.name)} current={screen.name === props.current}>
              {screen.title}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Which tenant the screens are about. A key of one tenant cannot choose. */
function TenantForm(props: { access: Access; tenant: string; choose: (tenant: string) => void }) {
  if (props.access.tenant_id !== null) {
    return <span className="tenant">Tenant {props.access.tenant_id}</span>;
  }
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    props.choose(String(new FormData(event.currentTarget).get('tenant') ?? '').trim());
  };
  return (
    <form className="tenant" onSubmit={submit}>
      <label htmlFor="chosen-tenant">Tenant</label>
      <input
        id="chosen-tenant"
        name="tenant"
        key={props.tenant}
        defaultValue={props.tenant}
        placeholder="all"
        autoComplete="off"
        spellCheck={false}
      />
      <button type="submit">Set</button>
    </form>
  );
}
