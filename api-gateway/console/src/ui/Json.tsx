/** Any value as JSON, for what has no view of its own. */
export function Json(props: { value: unknown }) {
  return <pre tabIndex={0}>{JSON.stringify(props.value, null, 2)}</pre>;
}
