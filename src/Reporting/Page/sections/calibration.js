import { axis, chart, colour, legend, tooltip } from '../charts.js';
import { element, numbers, scrolling } from '../elements.js';
import { count, percent, plain } from '../figures.js';
import { table } from '../tables.js';

/** Whether the network is right as often as it is sure. */
export function calibration(report) {
  const { bins, expectedCalibrationError: error } = report.metrics?.calibration ?? { bins: [] };
  const filled = bins.filter(bin => bin.count > 0);
  if (filled.length === 0) return null;
  const text = `A calibrated network is right as often as it is confident. Expected calibration error: ${plain(error)}.`;
  const nameOfBin = bin => `${percent(bin.lowerBound, 0)} to ${percent(bin.upperBound, 0)}`;
  const { figure } = chart('Accuracy by confidence', `${text} The table below has the numbers.`, () => ({
    legend: legend(),
    tooltip: tooltip(([point]) => {
      const bin = bins[point.dataIndex];
      return [
        `Confidence ${nameOfBin(bin)}`,
        `accuracy ${percent(bin.accuracy)}`,
        `mean confidence ${percent(bin.meanConfidence)}`,
        `images ${count(bin.count)}`,
      ];
    }),
    xAxis: axis({ type: 'category', data: bins.map(bin => percent((bin.lowerBound + bin.upperBound) / 2, 0)), splitLine: { show: false } }),
    yAxis: axis({ type: 'value', min: 0, max: 1, label: { formatter: value => `${Math.round(value * 100)}%` } }),
    series: [
      {
        type: 'bar',
        name: 'accuracy',
        barCategoryGap: '12%',
        data: bins.map(bin => bin.accuracy),
        itemStyle: { color: colour('blue'), borderRadius: [2, 2, 0, 0] },
      },
      {
        type: 'line',
        name: 'mean confidence',
        symbol: 'diamond',
        symbolSize: 9,
        data: bins.map(bin => bin.meanConfidence),
        connectNulls: true,
        lineStyle: { color: colour('orange'), type: [6, 3] },
        itemStyle: { color: colour('orange') },
      },
    ],
  }));
  return [
    element('p', {}, text),
    figure,
    numbers(
      scrolling(
        'Accuracy by confidence',
        table(
          'Accuracy by confidence',
          [
            { title: 'Confidence from', value: bin => bin.lowerBound, text: percent },
            { title: 'to', value: bin => bin.upperBound, text: percent },
            { title: 'Images', value: bin => bin.count, text: count },
            { title: 'Mean confidence', value: bin => bin.meanConfidence, text: percent },
            { title: 'Accuracy', value: bin => bin.accuracy, text: percent },
          ],
          filled,
        ),
      ),
    ),
  ];
}
