/**
 * Makes an element. Attributes that are null or false are left out, functions become listeners. Children are elements or text; text never
 * becomes markup, whatever a class or a file is called.
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === 'function') made.addEventListener(name, value);
    else made.setAttribute(name, value === true ? '' : value);
  }

  made.append(...children.flat().filter(child => child !== null && child !== undefined));
  return made;
}

/** A name out of the data: it may be long, and it may run from right to left without turning what stands around it. */
export const nameOf = text => element('bdi', { class: 'name', title: text.length > 24 ? text : null }, text);

/** What is wider than the page scrolls in a box of its own, which the keyboard can reach. */
export const scrolling = (label, content, isTall = false) =>
  element('div', { class: isTall ? 'scroll tall' : 'scroll', role: 'region', 'aria-label': label, tabindex: 0 }, content);

/** A text for the numbers behind a picture. */
export const numbers = content => element('details', {}, element('summary', {}, 'Numbers'), content);
