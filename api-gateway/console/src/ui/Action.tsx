import { useState } from 'react';
import { readOnly, useConsole, type Question } from '../console';
import { explain } from './Problem';

interface Props {
  label: string;
  /**
   * What is asked before; nothing where it changes nothing. Where a trial has to say first what would happen, it answers
   * with the question, or with a text that says why there is nothing to do.
   */
  question?: Question | (() => Promise<Question | string>);
  /** Does it, and says what it did. It gets the text that the question asked for. */
  run: (text: string) => Promise<string>;
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
    setBusy(true);
    try {
      const question = typeof props.question === 'function' ? await props.question() : props.question;
      if (typeof question === 'string') {
        tell({ text: question, failed: false });
        return;
      }
      const answer = question ? await confirm(question) : { text: '' };
      if (!answer) {
        return;
      }
      tell({ text: await props.run(answer.text), failed: false });
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
