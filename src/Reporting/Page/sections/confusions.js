import { element, nameOf } from '../elements.js';
import { images, percent } from '../figures.js';
import { cellImages } from './cell-images.js';
import { matrix } from './matrix.js';

const mostPairs = 25;

/** The matrix, the images behind the chosen cell, and the pairs that are confused most. */
export function confusions(report, pictures) {
  if (!report.metrics) return null;
  const { classes, confusionMatrix: counts } = report.metrics;
  const supports = counts.map(row => row.reduce((sum, value) => sum + value, 0));
  const pairs = counts
    .flatMap((row, actual) => row.map((number, predicted) => ({ actual, predicted, number, share: number / supports[actual] })))
    .filter(pair => pair.number > 0 && pair.actual !== pair.predicted)
    .sort((a, b) => b.number - a.number || b.share - a.share);
  const shown = cellImages(report, pictures, supports);
  const { controls, grid, key, select } = matrix(classes, counts, supports, shown.show);
  const look = (actual, predicted) => {
    select(actual, predicted);
    shown.panel.scrollIntoView({ block: 'nearest' });
  };
  const list = element(
    'ol',
    { class: 'pairs' },
    pairs
      .slice(0, mostPairs)
      .map(({ actual, predicted, number, share }) =>
        element(
          'li',
          {},
          element(
            'button',
            { type: 'button', click: () => look(actual, predicted) },
            element('span', {}, nameOf(classes[actual]), ' taken for ', nameOf(classes[predicted])),
            element('span', { class: 'note' }, `${images(number)}, ${percent(share)}`),
          ),
        ),
      ),
  );
  const first = pairs[0] ?? { actual: supports.findIndex(support => support > 0), predicted: supports.findIndex(support => support > 0) };
  if (first.actual >= 0) select(first.actual, first.predicted);
  return [
    controls,
    element('div', { class: 'matrix-area' }, grid, shown.panel),
    key,
    element('h3', {}, 'Most confused'),
    pairs.length === 0 ? element('p', {}, 'No class was taken for another.') : list,
    pairs.length > mostPairs ? element('p', { class: 'note' }, `and ${pairs.length - mostPairs} more pairs of classes`) : null,
  ].filter(Boolean);
}
