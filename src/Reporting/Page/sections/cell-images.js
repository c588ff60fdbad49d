import { element, nameOf } from '../elements.js';
import { images, percent, plain } from '../figures.js';

/** The panel with the images of a cell of the matrix. */
export function cellImages(report, pictures, supports) {
  const { classes, confusionMatrix: counts } = report.metrics;
  const byCell = grouped(report.images.map((image, place) => ({ ...image, picture: pictures[place] })));
  const heading = element('h3');
  const note = element('p', { class: 'note' });
  const list = element('ul', { class: 'pictures' });
  const panel = element('div', { class: 'card cell-images', 'aria-live': 'polite' }, heading, note, list);

  function show(actual, predicted) {
    const [number, found] = [counts[actual][predicted], byCell.get(`${actual} ${predicted}`) ?? []];
    const verb = actual === predicted ? ' recognised' : [' taken for ', nameOf(classes[predicted])];
    heading.replaceChildren(nameOf(classes[actual]), ...[verb].flat());
    note.textContent = `${images(number)}, ${percent(number / supports[actual])} of the class${shownOf(found.length, number)}`;
    list.replaceChildren(...found.map(image => picture(image, classes)));
  }

  return { panel, show };
}

function grouped(all) {
  const cells = new Map();
  for (const image of all) {
    const key = `${image.actual} ${image.predicted}`;
    cells.set(key, [...(cells.get(key) ?? []), image]);
  }

  return cells;
}

function shownOf(shown, number) {
  if (shown >= number) return '';
  return shown === 0
    ? '; none of them is in this page, which holds the most frequent mistakes'
    : `; the ${shown === 1 ? 'one' : shown} with the highest loss`;
}

function picture(image, classes) {
  const [actual, predicted] = [classes[image.actual], classes[image.predicted]];
  const sure = [element('span', {}, percent(image.confidence), ' ', nameOf(predicted))];
  if (image.actual !== image.predicted) sure.push(element('span', {}, percent(image.probability), ' ', nameOf(actual)));
  return element(
    'li',
    {},
    element(
      'figure',
      {},
      image.picture
        ? element('img', {
            src: image.picture,
            alt: image.actual === image.predicted ? `${actual}, recognised` : `${actual}, taken for ${predicted}`,
            decoding: 'async',
          })
        : element('div', { class: 'no-picture' }, 'no picture'),
      element(
        'figcaption',
        {},
        element('span', { class: 'file' }, nameOf(image.name)),
        ...sure,
        element('span', { class: 'note' }, `loss ${plain(image.loss, 2)}`),
      ),
    ),
  );
}
