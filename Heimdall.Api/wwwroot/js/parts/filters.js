// Filters of a list: a form whose fields are the address's query.

import { go } from '../app.js';
import { h } from '../dom.js';
import { fromField, toField } from './local-time.js';

/**
 * @param {Array<{name: string, label: string, options?: Array<[string, string]>, type?: string, hint?: string}>} fields
 * @param {URLSearchParams} query
 */
export function filters(fields, query) {
  const form = h('form.filters', { role: 'search', onsubmit: submit },
    fields.map(field => h('label', null, h('span', null, field.label), control(field, query.get(field.name) ?? ''))),
    h('button', { type: 'submit' }, 'Show'),
    fields.some(field => query.has(field.name)) ? h('a', { href: location.pathname }, 'Clear') : null);

  function submit(event) {
    event.preventDefault();
    const set = [...new FormData(form)].filter(([, value]) => value.trim() !== '').map(([name, value]) => [name, isTime(name) ? fromField(value) : value.trim()]);
    go(location.pathname + (set.length > 0 ? `?${new URLSearchParams(set)}` : ''));
  }

  // An address is sent on to people with other clocks: its times are in UTC.
  function isTime(name) {
    return fields.some(field => field.name === name && field.type === 'datetime-local');
  }

  return form;
}

/** The fields that the address sets, as a query of the API. */
export const asked = (fields, query) => Object.fromEntries(fields.map(({ name }) => [name, query.get(name)]).filter(([, value]) => value));

function control({ name, options, type = 'text', hint }, value) {
  return options
    ? h('select', { name }, [['', 'any'], ...options].map(([key, text]) => h('option', { value: key, selected: key === value }, text)))
    : h('input', { name, type, value: type === 'datetime-local' ? toField(value) : value, placeholder: hint ?? null, maxlength: 200, autocomplete: 'off' });
}
