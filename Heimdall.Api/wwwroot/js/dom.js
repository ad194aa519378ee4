// Elements from data. Text only ever becomes a text node: whatever a name contains, it is shown and never run.

const SVG = 'http://www.w3.org/2000/svg';

/**
 * An HTML element.
 * @param {string} tag such as `p`, or with classes `p.note.warn`
 * @param {object} [attributes] `onclick` and the like are listeners; null, undefined and false leave an attribute out
 * @param {...(Node|string|number|null|undefined|Array)} children null and undefined are left out
 */
export function h(tag, attributes, ...children) {
  return build(name => document.createElement(name), tag, attributes, children);
}

/** An SVG element, as `h` makes one of HTML. */
export function svg(tag, attributes, ...children) {
  return build(name => document.createElementNS(SVG, name), tag, attributes, children);
}

/** Puts these in place of what the element holds. */
export function fill(element, ...children) {
  element.replaceChildren(...nodes(children));
  return element;
}

function build(create, tag, attributes, children) {
  const [name, ...classes] = tag.split('.');
  const element = create(name);
  if (classes.length > 0) {
    element.setAttribute('class', classes.join(' '));
  }

  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (key.startsWith('on')) {
      element.addEventListener(key.slice(2), value);
    } else if (value === true) {
      element.setAttribute(key, '');
    } else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(key, value);
    }
  }

  element.append(...nodes(children));
  return element;
}

function nodes(children) {
  return children.flat(Infinity)
    .filter(child => child !== null && child !== undefined && child !== false)
    .map(child => child instanceof Node ? child : document.createTextNode(String(child)));
}
