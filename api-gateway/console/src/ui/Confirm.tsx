import { useEffect, useRef } from 'react';
import type { Question } from '../console';

export function Confirm(props: { question: Question; answer: (yes: boolean) => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const { question, answer } = props;
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog ref={dialog} aria-labelledby="question" onClose={() => answer(false)}>
      <h2 id="question">{question.title}</h2>
      <p className="text">{question.text}</p>
      <div className="actions">
        {/* The harmless one has the focus first. */}
        <button type="button" onClick={() => answer(false)}>
          Cancel
        </button>
        <button type="button" className={question.danger ? 'danger' : 'primary'} onClick={() => answer(true)}>
          {question.action}
        </button>
      </div>
    </dialog>
  );
}
