import { useState } from 'react';
import { readOnly, useConsole, type Question } from '../console';
import { explain } from './Problem';

interface Props {
  label: string;
  /** What is asked before; nothing where it changes nothing. */
  question?: Question;
  /** Does it, and says what it did. */
  run: () => Promise<string>;
  /** When it succeeded. */
  done?: () => void;
  danger?: boolean;
  disabled?: boolean;
}

/** A button that changes something: it asks first, and says what was done. A key that only reads does not see it. */
export function Action(props: Props) {
  const { access, confirm, tell } = useConsole();
  const [busy, setBusy] = useState(false);
  if (readOnly(access)) {
    return null;
  }
  const act = async () => {
    if (props.question && !(await confirm(props.question))) {
      return;
    }
    setBusy(true);
    try {
      tell({ text: await props.run(), failed: false });
      props.done?.();
    } catch (failure) {
      tell({ text: explain(failure), failed: true });
    } finally {
      setBusy(false);
    }
  };
  return (
    <button
      type="button"
      className={props.danger ? 'danger' : undefined}
      disabled={busy || props.disabled}
      onClick={() => void act()}
    >
      {props.label}
    </button>
  );
}
