const NUMBERS = new Intl.NumberFormat('en');

export function number(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : NUMBERS.format(value);
}

export function score(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : value.toFixed(3);
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** In the time zone of the reader. */
export function time(text: string | null | undefined): string {
  if (!text) {
    return '–';
  }
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) {
    return text;
  }
  return (
    `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ` +
    `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`
  );
}

/** What was filled in by the clock of the reader, as the API takes it; another text stays, for the server to refuse. */
export function moment(local: string): string {
  const at = new Date(local);
  return Number.isNaN(at.getTime()) ? local : at.toISOString();
}

export function bytes(value: number | null | undefined): string {
  if (value === null || value === undefined) {
    return '–';
  }
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let amount = value;
  let unit = 0;
  while (amount >= 1024 && unit < units.length - 1) {
    amount /= 1024;
    unit++;
  }
  return `${amount.toFixed(amount >= 10 || unit === 0 ? 0 : 1)} ${units[unit]}`;
}

export function rate(perSecond: number): string {
  return `${perSecond >= 10 ? number(Math.round(perSecond)) : perSecond.toFixed(1)} / s`;
}

export function duration(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined) {
    return '–';
  }
  if (seconds < 1) {
    return 'under 1 s';
  }
  if (seconds < 120) {
    return `${Math.round(seconds)} s`;
  }
  if (seconds < 7200) {
    return `${Math.round(seconds / 60)} min`;
  }
  if (seconds < 172_800) {
    return `${Math.round(seconds / 3600)} h`;
  }
  return `${Math.round(seconds / 86_400)} days`;
}

/** `dead_letter` as people write it. */
export function words(name: string): string {
  const text = name.replace(/[_-]+/g, ' ').trim();
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** One thing or several. */
export function count(amount: number, one: string, many = `${one}s`): string {
  return `${number(amount)} ${amount === 1 ? one : many}`;
}

/** Why a candidate did not come into a context. */
export function reason(text: string | null): string {
  if (!text) {
    return '–';
  }
  const colon = text.indexOf(':');
  const name = colon < 0 ? text : text.slice(0, colon);
  const id = colon < 0 ? '' : ` (${text.slice(colon + 1)})`;
  switch (name) {
    case 'budget':
      return 'No room left in the token budget';
    case 'below_floor':
      return 'Has too little to do with the task';
    case 'repeat_of':
      return `Repeats a better one${id}`;
    case 'superseded_by':
      return `Replaced by a newer memory${id}`;
    case 'expired':
      return 'Is no longer valid';
    default:
      return words(name) + id;
  }
}

/** The words of an episode: its text or its messages; else all of its payload. */
export function episodeText(payload: Record<string, unknown>): string {
  if (typeof payload.text === 'string') {
    return payload.text;
  }
  if (Array.isArray(payload.messages)) {
    return payload.messages
      .map((message: { role?: unknown; content?: unknown }) => `${message?.role ?? ''}: ${message?.content ?? ''}`)
      .join('\n');
  }
  return JSON.stringify(payload, null, 2);
}
