import { element } from '../elements.js';

const smallestWithNumbers = 24;

/** Chooses between numbers of images and shares of the actual class; told true for shares. */
export function units(onChange) {
  const choice = (label, value) =>
    element(
      'label',
      {},
      element('input', { type: 'radio', name: 'units', value: label, checked: !value, change: () => onChange(value) }),
      label,
    );
  return element(
    'fieldset',
    { class: 'switch' },
    element('legend', {}, 'Cells show'),
    choice('images', false),
    choice('share of actual', true),
  );
}

/** Sets the size of the cells, at first so that many classes are seen at once. */
export function zoom(size, grid) {
  const first = size <= 12 ? 56 : size <= 30 ? 36 : size <= 60 ? 26 : 18;
  const apply = pixels => {
    grid.style.setProperty('--cell', `${pixels}px`);
    grid.toggleAttribute('data-tiny', pixels < smallestWithNumbers);
  };
  apply(first);
  return element(
    'label',
    { class: 'zoom' },
    'Size of cells ',
    element('input', { type: 'range', min: 10, max: 72, step: 2, value: first, input: ({ target }) => apply(Number(target.value)) }),
  );
}

/** What the colours mean, and what can be done. */
export function key() {
  const steps = kind =>
    element(
      'span',
      { class: 'steps', 'aria-hidden': 'true' },
      [1, 2, 3, 4, 5, 6, 7, 8].map(level => element('i', { class: kind, 'data-level': level })),
    );
  return element(
    'p',
    { class: 'note key' },
    'The stronger the colour, the larger the share of the actual class: ',
    steps('right'),
    ' right, ',
    steps('wrong'),
    ' wrong. Click a cell, or go with the arrow keys and press Enter, to see its images.',
  );
}
