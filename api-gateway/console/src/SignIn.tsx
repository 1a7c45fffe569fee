import { useState, type FormEvent } from 'react';

interface Props {
  /** Whether the installation asks for a tenant with each request. */
  tenantNeeded: boolean;
  message: string | null;
  enter: (key: string, tenant: string) => Promise<void>;
}

export function SignIn(props: Props) {
  const [key, setKey] = useState('');
  const [tenant, setTenant] = useState('');
  const [busy, setBusy] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    void props.enter(key.trim(), tenant.trim()).finally(() => setBusy(false));
  };
  return (
    <main className="sign-in">
      <h1>Statewave console</h1>
      <form className="panel" onSubmit={submit}>
        <p>Sign in with an API key that has the scope “admin”.</p>
        <div className="field">
          <label htmlFor="key">API key</label>
          <input
            id="key"
            type="password"
            value={key}
            onChange={(event) => setKey(event.target.value)}
            autoComplete="off"
            spellCheck={false}
            autoFocus
          />
        </div>
        {props.tenantNeeded && (
          <div className="field">
            <label htmlFor="tenant">Tenant</label>
            <input
              id="tenant"
              value={tenant}
              onChange={(event) => setTenant(event.target.value)}
              autoComplete="off"
              spellCheck={false}
            />
          </div>
        )}
        {props.message && (
          <p className="problem" role="alert">
            {props.message}
          </p>
        )}
        <button type="submit" className="primary" disabled={busy}>
          Sign in
        </button>
        <p className="fine">The key stays in the memory of this page. A reload forgets it.</p>
      </form>
    </main>
  );
}
