import { element } from '../elements.js';

/** A table with the roles of a grid: names over the columns and beside the rows, and between them what is given for two classes. */
export function gridOf(shown, classes, cellOf) {
  return element(
    'table',
    { class: 'matrix', role: 'grid', 'aria-label': 'Confusion matrix: rows are the actual classes, columns the answers' },
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        element('th', { class: 'corner', scope: 'col' }, element('span', { class: 'unseen' }, 'actual class')),
        shown.map(place => element('th', { scope: 'col', title: classes[place] }, element('div', {}, element('bdi', {}, classes[place])))),
      ),
    ),
    element(
      'tbody',
      {},
      shown.map(actual =>
        element(
          'tr',
          {},
          element('th', { scope: 'row', title: classes[actual] }, element('div', {}, element('bdi', {}, classes[actual]))),
          shown.map(predicted => cellOf(actual, predicted)),
        ),
      ),
    ),
  );
}

/** Where a key leads from a cell, as row and column; undefined for keys that lead nowhere. */
export function targetOf({ key, ctrlKey }, row, column, last) {
  return {
    ArrowUp: [Math.max(0, row - 1), column],
    ArrowDown: [Math.min(last, row + 1), column],
    ArrowLeft: [row, Math.max(0, column - 1)],
    ArrowRight: [row, Math.min(last, column + 1)],
    Home: [ctrlKey ? 0 : row, 0],
    End: [ctrlKey ? last : row, last],
    PageUp: [Math.max(0, row - 10), column],
    PageDown: [Math.min(last, row + 10), column],
  }[key];
}

/** Brings a cell into the box around the grid, which has headings over its upper and left edge; the page stays where it is. */
export function reveal(cell, grid) {
  const box = grid.parentElement;
  if (!box) return;
  const [top, left] = [grid.tHead.offsetHeight, cell.parentElement.cells[0].offsetWidth];
  if (cell.offsetTop < box.scrollTop + top || cell.offsetTop + cell.offsetHeight > box.scrollTop + box.clientHeight) {
    box.scrollTop = cell.offsetTop - (box.clientHeight + top) / 2;
  }

  if (cell.offsetLeft < box.scrollLeft + left || cell.offsetLeft + cell.offsetWidth > box.scrollLeft + box.clientWidth) {
    box.scrollLeft = cell.offsetLeft - (box.clientWidth + left) / 2;
  }
}
