import { element } from '../elements.js';
import { count, percent } from '../figures.js';
import { key, units, zoom } from './matrix-controls.js';
import { gridOf, reveal, targetOf } from './matrix-grid.js';

/** More cells than this squared take seconds to draw. */
const mostClasses = 150;

/**
 * The confusion matrix as a grid: rows are the actual classes, columns the answers.
 * @param {string[]} classes the names
 * @param {number[][]} counts by actual and predicted class
 * @param {number[]} supports images of each actual class
 * @param {(actual: number, predicted: number) => void} onSelect told of the cell that is chosen
 */
export function matrix(classes, counts, supports, onSelect) {
  const shown = mostConfused(counts);
  const cells = new Map();
  const grid = gridOf(shown, classes, cell);
  let [chosen, inTabOrder, asShare] = [null, null, false];

  function cell(actual, predicted) {
    const made = element('td', {
      tabindex: -1,
      class: actual === predicted ? 'right' : 'wrong',
      'data-level': levelOf(counts[actual][predicted] / supports[actual]),
    });
    cells.set(`${actual} ${predicted}`, made);
    return made;
  }

  function write() {
    for (const [key, made] of cells) {
      const [actual, predicted] = placesOf(key);
      const number = counts[actual][predicted];
      made.textContent = number === 0 ? '' : asShare ? percentOf(number / supports[actual]) : count(number);
    }
  }

  function reach(made) {
    inTabOrder?.setAttribute('tabindex', -1);
    made.setAttribute('tabindex', 0);
    inTabOrder = made;
  }

  function select(actual, predicted) {
    const made = cells.get(`${actual} ${predicted}`);
    chosen?.removeAttribute('aria-selected');
    chosen = made ?? null;
    made?.setAttribute('aria-selected', 'true');
    if (made) {
      reach(made);
      reveal(made, grid);
    }

    onSelect(actual, predicted);
  }

  function go(made) {
    reach(made);
    reveal(made, grid);
    made.focus();
  }

  const placeOfCell = new Map([...cells].map(([key, made]) => [made, placesOf(key)]));
  const cellAt = (row, column) => grid.tBodies[0].rows[row].cells[column + 1];
  grid.addEventListener('click', ({ target }) => {
    const places = placeOfCell.get(target.closest('td'));
    if (!places) return;
    select(...places);
    target.closest('td').focus({ preventScroll: true });
  });
  grid.addEventListener('keydown', event => {
    const at = event.target.closest('td');
    if (!at) return;
    const to = targetOf(event, at.parentElement.sectionRowIndex, at.cellIndex - 1, shown.length - 1);
    if (event.key === 'Enter' || event.key === ' ') select(...placeOfCell.get(at));
    else if (to) go(cellAt(...to));
    else return;
    event.preventDefault();
  });

  write();
  reach(cells.values().next().value);
  const leftOut =
    shown.length < classes.length
      ? element(
          'p',
          { class: 'note' },
          `The ${shown.length} of ${count(classes.length)} classes with most wrong answers; confusion-matrix.csv has all.`,
        )
      : null;
  return {
    controls: element(
      'div',
      { class: 'controls' },
      units(value => {
        asShare = value;
        write();
      }),
      zoom(shown.length, grid),
      leftOut,
    ),
    grid: element('div', { class: 'matrix-box' }, grid),
    key: key(),
    select,
  };
}

const placesOf = key => key.split(' ').map(Number);

const percentOf = share => (share < 0.005 ? '<1%' : percent(share, 0));

/** 0 for nothing, else 1 to 8, by the root of the share, so that a few wrong answers can be seen. */
const levelOf = share => (share > 0 ? Math.max(1, Math.ceil(Math.sqrt(share) * 8)) : 0);

/** All classes in their order, or those that take part in most wrong answers. */
function mostConfused(counts) {
  const all = counts.map((_, place) => place);
  if (all.length <= mostClasses) return all;
  const wrong = all.map(one => all.reduce((sum, other) => sum + (one === other ? 0 : counts[one][other] + counts[other][one]), 0));
  return [...all]
    .sort((a, b) => wrong[b] - wrong[a])
    .slice(0, mostClasses)
    .sort((a, b) => a - b);
}
