import { scrolling } from '../elements.js';
import { count, percent, plain } from '../figures.js';
import { table } from '../tables.js';

/** The figures of every class, the lowest recall first. */
export function classes(report) {
  if (!report.metrics) return null;
  const { perClass } = report.metrics;
  const column = (title, name, text) => ({ title, value: one => one[name], text });
  return [
    scrolling(
      'Figures of every class',
      table(
        'Figures of every class',
        [
          { title: 'Class', value: one => one.name },
          column('Images', 'support', count),
          column('Recall', 'recall', percent),
          column('Precision', 'precision', percent),
          column('F1', 'f1', percent),
          column('Log-loss', 'logLoss', plain),
        ],
        perClass,
        { by: 2 },
      ),
      perClass.length > 15,
    ),
  ];
}
