// Filters of a list: a form whose fields are the address's query.

import { go } from '../app.js';
import { h } from '../dom.js';
import { localTime, utc } from '../format.js';
import { fromField, toField } from './local-time.js';

/**
 * @typedef {{name: string, label: string, options?: Array<[string, string]>, any?: string, type?: string, hint?: string, scale?: number, unit?: string, more?: boolean}} Field
 *   `any`: what it is called when nothing is chosen; `type`: of the input; times of the type `datetime-local` are in UTC in the address. `scale`: what a number in the field is multiplied by
 *   for the address. `more`: shown on demand
 * @param {Field[]} fields
 * @param {URLSearchParams} query
 * @param {string[]} [kept] what else of the address stays, such as the order
 */
export function filters(fields, query, kept = []) {
  const set = fields.filter(field => query.get(field.name));
  const more = fields.filter(field => field.more);
  const setMore = more.filter(field => set.includes(field)).length;
  const form = h('form.filters', { role: 'search', onsubmit: submit },
    fields.filter(field => !field.more).map(field => labelled(field, query)),
    more.length > 0
      ? h('details', { open: setMore > 0 }, h('summary', null, `More filters${setMore > 0 ? ` (${setMore} set)` : ''}`), h('div.fields', null, more.map(field => labelled(field, query))))
      : null,
    h('button', { type: 'submit' }, 'Show'));

  async function submit(event) {
    event.preventDefault();
    const next = new URLSearchParams(kept.filter(name => query.has(name)).map(name => [name, query.get(name)]));
    for (const field of fields) {
      const value = addressed(field, form.elements[field.name].value.trim());
      if (value) {
        next.set(field.name, value);
      }
    }

    await go(location.pathname + (next.size > 0 ? `?${next}` : ''));
    document.querySelector('form.filters [type=submit]')?.focus({ preventScroll: true });
  }

  return h('div', null, form, set.length > 0 ? chips(set, query, kept) : null);
}

/** The fields that the address sets, as a query of the API. */
export const asked = (fields, query) => Object.fromEntries(fields.map(({ name }) => [name, query.get(name)]).filter(([, value]) => value));

// What is set, each with a way to let go of it.
function chips(set, query, kept) {
  const without = names => {
    const rest = new URLSearchParams(query);
    [...names, 'cursor'].forEach(name => rest.delete(name));
    return location.pathname + (rest.size > 0 ? `?${rest}` : '');
  };
  return h('ul.chips', { 'aria-label': 'Filters that are set' },
    set.map(field => h('li', null, h('a.chip', { href: without([field.name]), title: field.type === 'datetime-local' && toField(query.get(field.name)) ? utc(query.get(field.name)) : null, 'aria-label': `Remove the filter ${field.label} ${told(field, query.get(field.name))}` },
      `${field.label}: ${told(field, query.get(field.name))}`, h('span', { 'aria-hidden': 'true' }, ' ×')))),
    h('li', null, h('a', { href: without([...query.keys()].filter(name => !kept.includes(name))) }, 'Clear all')));
}

const labelled = (field, query) => h('label', null, h('span', null, field.unit ? `${field.label}, ${field.unit}` : field.label), control(field, query.get(field.name) ?? ''));

function control(field, value) {
  const { name, options, type = 'text', hint } = field;
  return options
    ? h('select', { name }, [['', field.any ?? 'any'], ...options].map(([key, text]) => h('option', { value: key, selected: key === value }, text)))
    : h('input', { name, type, value: shown(field, value), placeholder: hint ?? null, maxlength: 200, autocomplete: 'off', step: type === 'number' ? 'any' : null });
}

const shown = ({ type, scale }, value) => type === 'datetime-local' ? toField(value) : scale && value !== '' ? String(Number((Number(value) / scale).toPrecision(12))) : value;

const addressed = ({ type, scale }, value) => type === 'datetime-local' ? fromField(value) : scale && value !== '' ? String(Math.round(Number(value) * scale)) : value;

function told(field, value) {
  return field.type === 'datetime-local' && toField(value)
    ? localTime(value)
    : field.options?.find(([key]) => key === value)?.[1] ?? `${shown(field, value)}${field.unit ? `\u202f${field.unit}` : ''}`;
}
