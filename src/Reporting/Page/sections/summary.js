import { element, nameOf } from '../elements.js';
import { count, percent, plain } from '../figures.js';

/** The figures that matter first, what was chosen, and what is to be said about it. */
export function summary(report) {
  const content = [];
  if (report.metrics) {
    content.push(element('p', {}, report.metricsTitle));
    content.push(
      element(
        'dl',
        { class: 'figures' },
        headline(report.metrics).map(([name, value, note]) =>
          element(
            'div',
            { class: 'card' },
            element('dt', {}, name),
            element('dd', { class: 'big' }, value),
            element('dd', { class: 'note' }, note),
          ),
        ),
      ),
    );
  }

  if (report.choice) content.push(element('p', {}, report.choice));
  if (report.warnings.length > 0) {
    content.push(element('h3', {}, report.warnings.length === 1 ? 'Warning' : 'Warnings'));
    content.push(
      element(
        'ul',
        { class: 'warnings' },
        report.warnings.map(text => element('li', {}, nameOf(text))),
      ),
    );
  }

  return content.length > 0 ? content : null;
}

function headline(metrics) {
  const { microAccuracyInterval: interval, topK, rows, calibration } = metrics;
  const tested = metrics.perClass.filter(one => one.support > 0).length;
  const dropped = rows.droppedUnlabeled + rows.droppedBadScores;
  return [
    [
      'Accuracy',
      percent(metrics.microAccuracy),
      interval.lower === null
        ? ''
        : `${+(interval.level * 100).toFixed(2)}% interval ${percent(interval.lower)} to ${percent(interval.upper)}`,
    ],
    ['Macro accuracy', percent(metrics.macroAccuracy), 'mean recall of the classes'],
    ...(topK && topK.k > 1 && topK.k < metrics.classes.length
      ? [[`Top-${topK.k} accuracy`, percent(topK.accuracy), `right among the first ${topK.k} answers`]]
      : []),
    [
      'Log-loss',
      plain(metrics.logLoss),
      metrics.logLossReduction === null
        ? 'in nats; lower is better'
        : `${percent(metrics.logLossReduction)} less than knowing only the class shares`,
    ],
    [
      'Calibration error',
      plain(calibration.expectedCalibrationError),
      calibration.expectedCalibrationError === null ? 'scores are no probabilities' : 'expected; 0 is best',
    ],
    ['Classes', count(metrics.classes.length), tested === metrics.classes.length ? '' : `${count(tested)} of them tested`],
    [
      'Images',
      count(rows.evaluated),
      [
        rows.ofUnknownClass > 0 ? `${count(rows.ofUnknownClass)} of unknown classes, counted as wrong` : '',
        dropped > 0 ? `${count(dropped)} more without a label or with undefined scores` : '',
      ]
        .filter(Boolean)
        .join('; '),
    ],
  ];
}
