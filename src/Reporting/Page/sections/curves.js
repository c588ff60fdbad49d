import { axis, chart, legend, line, mark, tooltip } from '../charts.js';
import { element, numbers, scrolling } from '../elements.js';
import { percent, plain, rate } from '../figures.js';
import { table } from '../tables.js';
import { classCurves } from './class-curves.js';

/** Loss, accuracy and rate by epoch; the accuracy of chosen classes. */
export function curves(report) {
  if (!report.curves) return null;
  const { epochs, bestEpoch } = report.curves;
  const hasValidation = epochs.some(epoch => epoch.validationLoss !== null);
  const panels = [
    byEpoch(
      'Loss',
      epochs,
      bestEpoch,
      [
        ['training', epoch => epoch.trainLoss],
        ['validation', epoch => epoch.validationLoss],
      ],
      plain,
    ),
    byEpoch(
      'Accuracy',
      epochs,
      bestEpoch,
      [
        ['training', epoch => epoch.trainAccuracy],
        ['validation', epoch => epoch.validationAccuracy],
      ],
      percent,
    ),
    byEpoch('Learning rate', epochs, bestEpoch, [['learning rate', epoch => epoch.learningRate]], rate),
  ];
  return [
    bestEpoch === null ? null : element('p', {}, kept(bestEpoch)),
    element('div', { class: 'charts' }, panels, classCurves(report)),
    numbers(scrolling('Figures of every epoch', epochTable(epochs, hasValidation), epochs.length > 12)),
  ];
}

const kept = bestEpoch =>
  bestEpoch === 0
    ? 'The weights from before the first epoch were kept: no epoch was better on the validation images.'
    : `The weights of epoch ${bestEpoch} were kept.`;

function byEpoch(title, epochs, bestEpoch, series, text) {
  const shown = series.filter(([, value]) => epochs.some(epoch => value(epoch) !== null));
  const ends = shown.map(([name, value]) => {
    const first = epochs.find(epoch => value(epoch) !== null); // before the first epoch only validation images are measured
    return `${name} ${text(value(first))} at first, ${text(value(epochs[epochs.length - 1]))} at the end`;
  });
  return chart(title, `${title} by epoch: ${ends.join('; ')}.`, () => ({
    legend: shown.length > 1 ? legend() : undefined,
    tooltip: tooltip(points => [
      `Epoch ${points[0].axisValue}`,
      ...points.map(point => `${point.seriesName} ${text(point.value ?? null)}`),
    ]),
    xAxis: axis({ type: 'category', boundaryGap: false, data: epochs.map(epoch => `${epoch.number}`), splitLine: { show: false } }),
    yAxis: axis({
      type: 'value',
      scale: text !== rate,
      label: {
        formatter: value => (text === percent ? `${Math.round(value * 100)}%` : text === rate ? rate(value) : `${+value.toFixed(3)}`),
      },
    }),
    series: shown.map(([name, value], place) => ({
      ...line(name, epochs.map(value), { hue: name === 'validation' ? 'orange' : 'blue', dash: name === 'validation' }),
      markLine: place === 0 && bestEpoch !== null ? mark(`${bestEpoch}`, 'kept') : undefined,
    })),
  })).figure;
}

function epochTable(epochs, hasValidation) {
  const column = (title, name, text) => ({ title, value: epoch => epoch[name], text });
  return table(
    'Figures of every epoch',
    [
      column('Epoch', 'number', value => `${value}`),
      column('Training loss', 'trainLoss', plain),
      column('Training accuracy', 'trainAccuracy', percent),
      ...(hasValidation
        ? [column('Validation loss', 'validationLoss', plain), column('Validation accuracy', 'validationAccuracy', percent)]
        : []),
      column('Learning rate', 'learningRate', rate),
    ],
    epochs,
    { by: 0 },
  );
}
