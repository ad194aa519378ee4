// Times that people type: on the page by their own clock, in addresses and requests in UTC.

const two = n => String(n).padStart(2, '0');

/** 2026-08-01T12:00:00Z → what a field of the type `datetime-local` holds; nothing where it is no time. */
export function toField(iso) {
  const time = new Date(iso ?? NaN);
  return Number.isNaN(time.getTime())
    ? ''
    : `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}T${two(time.getHours())}:${two(time.getMinutes())}`;
}

/** What such a field holds → ISO 8601 in UTC; null where it is empty. */
export function fromField(text) {
  const time = new Date(text || NaN);
  return Number.isNaN(time.getTime()) ? null : time.toISOString().replace('.000Z', 'Z');
}
