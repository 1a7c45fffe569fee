import { useId, type FormEvent, type ReactNode } from 'react';

/** Fields above a list. They count when the button is pressed, so that no list is asked for with each letter. */
export function Filters(props: { apply: (values: Record<string, string>) => void; children: ReactNode }) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const values: Record<string, string> = {};
    new FormData(event.currentTarget).forEach((value, name) => {
      values[name] = typeof value === 'string' ? value.trim() : '';
    });
    props.apply(values);
  };
  return (
    <form className="filters" role="search" onSubmit={submit}>
      {props.children}
      <button type="submit" className="primary">
        Show
      </button>
    </form>
  );
}

export function TextField(props: { name: string; label: string; value: string; placeholder?: string; type?: string }) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{props.label}</label>
      <input
        id={id}
        name={props.name}
        type={props.type}
        step={props.type === 'datetime-local' ? 1 : undefined}
        // A value that was set elsewhere, such as by the way back, is shown.
        key={props.value}
        defaultValue={props.value}
        placeholder={props.placeholder}
        autoComplete="off"
        spellCheck={false}
      />
    </div>
  );
}

export function Choice(props: { name: string; label: string; value: string; options: [string, string][] }) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{props.label}</label>
      <select id={id} name={props.name} key={props.value} defaultValue={props.value}>
        {props.options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}
