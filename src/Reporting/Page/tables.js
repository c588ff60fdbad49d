import { element, nameOf } from './elements.js';

/**
 * A table whose columns can be sorted by their headings.
 * @param {string} caption what it shows, for those who do not see where it stands
 * @param {{title: string, value: (row) => any, text?: (value) => string}[]} columns a column with a text is one of numbers
 * @param {any[]} rows
 * @param {{by?: number, descending?: boolean}} order the first order; none leaves the rows as they are
 */
export function table(caption, columns, rows, order = {}) {
  const body = element('tbody');
  const headings = columns.map((column, place) =>
    element(
      'th',
      { scope: 'col', class: column.text ? 'number' : null },
      element('button', { type: 'button', click: () => turn(place) }, column.title),
    ),
  );
  let { by, descending = false } = order;

  function turn(place) {
    [by, descending] = place === by ? [by, !descending] : [place, false];
    fill();
  }

  function fill() {
    headings.forEach((heading, place) => {
      if (place === by) heading.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
      else heading.removeAttribute('aria-sort');
    });
    body.replaceChildren(
      ...sorted(rows, columns[by], descending).map(row =>
        element(
          'tr',
          {},
          columns.map((column, place) => cell(column, row, place)),
        ),
      ),
    );
  }

  fill();
  return element('table', {}, element('caption', { class: 'unseen' }, caption), element('thead', {}, element('tr', {}, headings)), body);
}

function cell(column, row, place) {
  const value = column.value(row);
  if (column.text) return element('td', { class: 'number' }, column.text(value));
  return place === 0 ? element('th', { scope: 'row' }, nameOf(value)) : element('td', {}, nameOf(value));
}

/** Undefined figures come last in both directions. */
function sorted(rows, column, descending) {
  if (!column) return rows;
  const direction = descending ? -1 : 1;
  const isMissing = value => value === null || value === undefined;
  return [...rows].sort((one, other) => {
    const [a, b] = [column.value(one), column.value(other)];
    if (isMissing(a) || isMissing(b)) return isMissing(a) - isMissing(b);
    return direction * (column.text ? a - b : a.localeCompare(b, 'en', { numeric: true }));
  });
}
