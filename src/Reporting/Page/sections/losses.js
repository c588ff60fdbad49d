import { element, nameOf } from '../elements.js';
import { percent, plain } from '../figures.js';

/** The images that the network is most wrong about, with the places that it looked at. */
export function losses(report) {
  if (report.topLosses.length === 0) return null;
  const hasMaps = report.topLosses.some(loss => loss.pictures.length > 1);
  return [
    element(
      'p',
      {},
      'Where the network is surest of the wrong class, or where the label is wrong.',
      hasMaps
        ? ' Beside each image is where the network saw evidence: dark is none, bright the most; each map has a scale of its own.'
        : '',
    ),
    element(
      'ul',
      { class: 'losses' },
      report.topLosses.map(loss => element('li', { class: 'card' }, one(loss))),
    ),
  ];
}

function one(loss) {
  const isRight = loss.actual === loss.predicted;
  return [
    element(
      'div',
      { class: 'maps' },
      loss.pictures.map(({ caption, image }) =>
        element(
          'figure',
          {},
          element('img', { src: image, alt: `${loss.name}, ${caption}`, decoding: 'async' }),
          element('figcaption', {}, nameOf(caption)),
        ),
      ),
    ),
    element('p', { class: 'file' }, nameOf(loss.name)),
    element(
      'dl',
      { class: 'facts' },
      element('dt', {}, 'Actual'),
      element('dd', {}, nameOf(loss.actual), ` ${percent(loss.probability)}`),
      element('dt', {}, 'Predicted'),
      element('dd', { class: isRight ? null : 'mistake' }, nameOf(loss.predicted), ` ${percent(loss.confidence)}`),
      element('dt', {}, 'Loss'),
      element('dd', {}, plain(loss.loss, 2)),
    ),
  ];
}
