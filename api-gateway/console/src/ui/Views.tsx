import { address, Link, type Params } from '../router';

/** The parts of a screen, of which one is shown. */
export function Views(props: { label: string; screen: string; params?: Params; views: [string, string][]; view?: string }) {
  return (
    <nav className="views" aria-label={props.label}>
      {props.views.map(([name, title]) => (
        <Link key={name} to={address(props.screen, { ...props.params, view: name })} current={name === props.view}>
          {title}
        </Link>
      ))}
    </nav>
  );
}
