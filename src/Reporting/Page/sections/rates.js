import { axis, chart, legend, line, mark, tooltip } from '../charts.js';
import { element, numbers, scrolling } from '../elements.js';
import { plain, rate } from '../figures.js';
import { table } from '../tables.js';

/** The loss by rising learning rate, and what it suggests. */
export function rates(report) {
  if (!report.rates) return null;
  const { points, valley, steepest } = report.rates;
  const at = name => points.map(point => [Math.log10(point.rate), point[name]]);
  const highest = ceiling(points.map(point => point.smoothedLoss));
  // The words stand on the outer sides, because the two rates are often close together.
  const sides = valley < steepest ? ['right', 'left'] : ['left', 'right'];
  const marks = [
    [valley, 'valley', sides[0]],
    [steepest, 'steepest', sides[1]],
  ].filter(([value]) => value !== null);
  const { figure } = chart('Loss by learning rate', `Smoothed loss by learning rate. ${suggestion(report.rates)}`, () => ({
    legend: legend(),
    tooltip: tooltip(found => [
      `Rate ${rate(10 ** found[0].value[0])}`,
      ...found.map(point => `${point.seriesName} ${plain(point.value[1])}`),
    ]),
    xAxis: axis({
      type: 'value',
      min: 'dataMin',
      max: 'dataMax',
      minInterval: 1,
      label: { showMinLabel: false, showMaxLabel: false, formatter: value => `1e${Math.round(value)}` },
      splitLine: { show: false },
    }),
    yAxis: axis({ type: 'value', scale: true, max: highest, label: { showMaxLabel: false, formatter: value => `${+value.toFixed(2)}` } }),
    series: [
      {
        ...line('smoothed loss', at('smoothedLoss'), { symbols: false }),
        markLine:
          marks.length > 0
            ? {
                ...mark(valley, 'valley'),
                data: marks.map(([value, formatter, align]) => ({ xAxis: Math.log10(value), label: { formatter, align } })),
              }
            : undefined,
      },
      { ...line('loss of the batch', at('loss'), { hue: 'grey', symbols: false }), lineStyle: { width: 1, opacity: 0.5 } },
    ],
  }));
  const column = (title, name, text) => ({ title, value: point => point[name], text });
  return [
    element('p', {}, suggestion(report.rates)),
    figure,
    numbers(
      scrolling(
        'Loss by learning rate',
        table(
          'Loss by learning rate',
          [
            column('Learning rate', 'rate', value => value.toExponential(3)),
            column('Loss', 'loss', plain),
            column('Smoothed loss', 'smoothedLoss', plain),
          ],
          points,
          { by: 0 },
        ),
        true,
      ),
    ),
  ];
}

const unbreakableHyphen = '\u2011';

/** A little above the way down to the lowest loss: where it blows up behind that, the last points would press all others to the floor. */
function ceiling(losses) {
  const lowest = Math.min(...losses);
  const start = Math.max(...losses.slice(0, losses.indexOf(lowest) + 1));
  return start + (start - lowest || start) * 0.3;
}

const suggestion = ({ valley, steepest }) =>
  valley === null && steepest === null
    ? 'The loss falls nowhere: there is no suggestion.'
    : [
        ['The middle of the longest fall', valley],
        ['the steepest fall', steepest],
      ]
        .filter(([, value]) => value !== null)
        .map(([words, value]) => `${words} is at a rate of ${rate(value).replace('-', unbreakableHyphen)}`)
        .join('; ') + '.';
