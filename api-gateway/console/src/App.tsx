import { useCallback, useEffect, useState } from 'react';
import { ApiError, get, signIn, whenRefused } from './api/client';
import { ApiDocument } from './api/document';
import type { Access } from './api/types';
import { Shell } from './Shell';
import { SignIn } from './SignIn';
import { Problem } from './ui/Problem';

/** How far the console has come: whom the server takes it for, or what it asks for. */
type State =
  | { at: 'start' }
  | { at: 'sign-in'; tenantNeeded: boolean; message: string | null }
  | { at: 'failed'; error: unknown }
  | { at: 'in'; access: Access; document: ApiDocument; tenant: string };

function messageOf(failure: ApiError): string | null {
  switch (failure.code) {
    case 'missing_api_key':
      return null;
    case 'invalid_api_key':
      return 'The server does not know this key, or it was revoked or has expired.';
    case 'insufficient_scope':
      return 'This key has no scope “admin”, which the console needs.';
    default:
      return failure.message;
  }
}

export function App() {
  const [state, setState] = useState<State>({ at: 'start' });

  const enter = useCallback(async (key: string, tenant: string) => {
    signIn(key, tenant);
    try {
      const access = await get<Access>('/admin/access');
      const document = await ApiDocument.load();
      const chosen = access.tenant_id ?? tenant;
      signIn(key, chosen);
      setState({ at: 'in', access, document, tenant: chosen });
    } catch (failure) {
      const asks =
        failure instanceof ApiError &&
        (failure.status === 401 || failure.status === 403 || /tenant/.test(failure.code));
      if (asks) {
        const tenantNeeded = /tenant|residency/.test(failure.code) || tenant !== '';
        setState({ at: 'sign-in', tenantNeeded, message: messageOf(failure) });
      } else {
        setState({ at: 'failed', error: failure });
      }
    }
  }, []);

  useEffect(() => {
    whenRefused(() =>
      setState((before) =>
        before.at === 'in'
          ? { at: 'sign-in', tenantNeeded: false, message: 'The server no longer takes this key.' }
          : before,
      ),
    );
    void enter('', '');
  }, [enter]);

  switch (state.at) {
    case 'start':
      return null;
    case 'sign-in':
      return <SignIn tenantNeeded={state.tenantNeeded} message={state.message} enter={enter} />;
    case 'failed':
      return (
        <main className="sign-in">
          <h1>Statewave</h1>
          <Problem error={state.error} retry={() => void enter('', '')} />
        </main>
      );
    case 'in':
      return (
        <Shell
          access={state.access}
          document={state.document}
          firstTenant={state.tenant}
          leave={() => void enter('', '')}
        />
      );
  }
}
