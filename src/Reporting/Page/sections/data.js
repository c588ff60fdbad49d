import { element, nameOf, scrolling } from '../elements.js';
import { count, images } from '../figures.js';
import { table } from '../tables.js';

/** How many images each class has in each part. */
export function counts(report) {
  if (!report.counts) return null;
  const { parts, images: numbers } = report.counts;
  const total = row => row.reduce((sum, value) => sum + value, 0);
  const rows = report.classes.map((name, place) => ({ name, numbers: numbers[place], total: total(numbers[place]) }));
  const totals = rows.map(row => row.total);
  const [least, most] = [Math.min(...totals), Math.max(...totals)];
  const ofParts = parts.map((part, place) => `${count(total(rows.map(row => row.numbers[place])))} ${part.toLowerCase()}`);
  return [
    element(
      'p',
      {},
      `${count(rows.length)} classes, ${images(total(totals))}: ${ofParts.join(', ')}. `,
      least === most ? `Each class has ${images(least)}.` : `The smallest class has ${images(least)}, the largest ${images(most)}.`,
    ),
    scrolling(
      'Images of every class',
      table(
        'Images of every class',
        [
          { title: 'Class', value: row => row.name },
          ...parts.map((part, place) => ({ title: part, value: row => row.numbers[place], text: count })),
          { title: 'All', value: row => row.total, text: count },
        ],
        rows,
      ),
      rows.length > 15,
    ),
  ];
}

/** The images that took no part, and why. */
export function unreadable(report) {
  if (report.unreadable.length === 0) return null;
  return [
    element('p', {}, `${images(report.unreadable.length)} could not be read and took no part.`),
    scrolling(
      'Unreadable images',
      element(
        'table',
        {},
        element('caption', { class: 'unseen' }, 'Unreadable images'),
        element('thead', {}, element('tr', {}, element('th', { scope: 'col' }, 'Image'), element('th', { scope: 'col' }, 'Reason'))),
        element(
          'tbody',
          {},
          report.unreadable.map(({ name, value }) =>
            element('tr', {}, element('th', { scope: 'row', class: 'file' }, nameOf(name)), element('td', {}, nameOf(value))),
          ),
        ),
      ),
      report.unreadable.length > 15,
    ),
  ];
}
