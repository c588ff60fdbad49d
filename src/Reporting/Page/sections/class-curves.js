import { axis, chart, colour, tooltip } from '../charts.js';
import { element, nameOf } from '../elements.js';
import { percent } from '../figures.js';

const mostAtFirst = 5;
const hues = ['blue', 'orange', 'green', 'purple', 'yellow', 'pink', 'sky', 'grey'];
const dashes = ['solid', [6, 3], [2, 3]];

/** The accuracy of classes by epoch; at first of those that ended lowest. Null where it was not measured. */
export function classCurves(report) {
  const { epochs } = report.curves;
  const last = epochs[epochs.length - 1].classAccuracies;
  if (last.length === 0) return null;
  const known = report.classes
    .map((_, place) => place)
    .filter(place => last[place] !== null)
    .sort((a, b) => last[a] - last[b]);
  const chosen = new Set(known.slice(0, mostAtFirst));
  const { figure, draw } = chart('Accuracy of classes', 'Accuracy of the chosen classes by epoch; the box below chooses them.', () => ({
    tooltip: tooltip(points => [
      `Epoch ${points[0].axisValue}`,
      ...points.map(point => `${point.seriesName} ${percent(point.value ?? null)}`),
    ]),
    xAxis: axis({ type: 'category', boundaryGap: false, data: epochs.map(epoch => `${epoch.number}`), splitLine: { show: false } }),
    yAxis: axis({ type: 'value', min: 0, max: 1, label: { formatter: value => `${Math.round(value * 100)}%` } }),
    series: [...chosen].map(place => ({
      type: 'line',
      name: report.classes[place],
      data: epochs.map(epoch => epoch.classAccuracies[place] ?? null), // none before the first epoch
      symbol: 'none',
      lineStyle: { width: 2, color: colour(hues[place % hues.length]), type: dashes[Math.floor(place / hues.length) % dashes.length] },
      itemStyle: { color: colour(hues[place % hues.length]) },
    })),
  }));

  const choose =
    place =>
    ({ target }) => {
      if (target.checked) chosen.add(place);
      else chosen.delete(place);
      draw();
    };
  figure.append(
    element(
      'fieldset',
      { class: 'choice' },
      element('legend', {}, 'Classes shown, the lowest at the end first'),
      known.map(place =>
        element(
          'label',
          { 'data-hue': hues[place % hues.length] },
          element('input', { type: 'checkbox', checked: chosen.has(place), change: choose(place) }),
          nameOf(report.classes[place]),
        ),
      ),
    ),
  );
  return figure;
}
