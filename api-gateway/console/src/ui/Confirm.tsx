import { useEffect, useRef, type FormEvent } from 'react';
import type { Answer, Question } from '../console';

export function Confirm(props: { question: Question; answer: (answer: Answer) => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const { question, answer } = props;
  const { input } = question;
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    answer({ text: String(new FormData(event.currentTarget).get('answer') ?? '').trim() });
  };
  return (
    <dialog ref={dialog} aria-labelledby="question" onClose={() => answer(false)}>
      <form onSubmit={submit}>
        <h2 id="question">{question.title}</h2>
        <p className="text">{question.text}</p>
        {input && (
          <div className="field">
            <label htmlFor="answer">{input.label}</label>
            <input
              id="answer"
              name="answer"
              required={input.required}
              // Something besides spaces.
              pattern={input.required ? '.*\\S.*' : undefined}
              maxLength={input.maxLength}
              autoComplete="off"
              autoFocus
            />
          </div>
        )}
        <div className="actions">
          {/* The harmless one has the focus first. */}
          <button type="button" onClick={() => answer(false)}>
            Cancel
          </button>
          <button type="submit" className={question.danger ? 'danger' : 'primary'}>
            {question.action}
          </button>
        </div>
      </form>
    </dialog>
  );
}
