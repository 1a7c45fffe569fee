import { useEffect, useRef, type ReactNode } from 'react';

/** The first screen leaves the focus at the beginning of the page, where the way past the menu is. */
let first = true;

/** A screen: its title, which takes the focus when it is led to, what it is for, and its parts. */
export function Page(props: { title: string; about: ReactNode; children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    window.document.title = `${props.title} · Statewave`;
    if (!first) {
      heading.current?.focus({ preventScroll: true });
      window.scrollTo(0, 0);
    }
    first = false;
  }, [props.title]);
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        {props.title}
      </h1>
      <p className="about">{props.about}</p>
      {props.children}
    </>
  );
}

export function Section(props: { title: string; actions?: ReactNode; children: ReactNode }) {
  return (
    <section className="panel">
      <header>
        <h2>{props.title}</h2>
        <div className="actions">{props.actions}</div>
      </header>
      {props.children}
    </section>
  );
}

/** Names and values. */
export function Facts(props: { facts: [string, ReactNode][] }) {
  return (
    <dl className="facts">
      {props.facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
