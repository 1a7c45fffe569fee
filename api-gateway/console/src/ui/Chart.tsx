import { number } from '../format';

const WIDTH = 300;
const HEIGHT = 56;

/** A line over time, oldest first, with its last value in words. */
export function Chart(props: { title: string; unit: string; values: number[] }) {
  const { values } = props;
  const last = values.at(-1);
  const most = Math.max(0, ...values);
  const step = WIDTH / Math.max(1, values.length - 1);
  const points = values.map((value, i) => `${(i * step).toFixed(1)},${(HEIGHT - 3 - (value / (most || 1)) * (HEIGHT - 8)).toFixed(1)}`);
  return (
    <figure className="chart">
      <figcaption>
        {props.title}
        <strong>{last === undefined ? ' –' : ` ${number(Math.round(last))} ${props.unit}`}</strong>
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        <line x1="0" y1={HEIGHT - 3} x2={WIDTH} y2={HEIGHT - 3} className="axis" />
        {points.length > 1 && <polyline points={points.join(' ')} className="line" />}
      </svg>
      <p className="fine">Since this page was opened; at most {number(Math.round(most))}.</p>
    </figure>
  );
}

/** A share of the largest, beside a number. */
export function Bar(props: { value: number | null; most: number }) {
  const share = props.value === null || props.most <= 0 ? 0 : Math.max(0, Math.min(1, props.value / props.most));
  return (
    <svg className="bar" viewBox="0 0 60 8" aria-hidden="true">
      <rect width="60" height="8" rx="2" className="track" />
      <rect width={(60 * share).toFixed(1)} height="8" rx="2" className="filled" />
    </svg>
  );
}
