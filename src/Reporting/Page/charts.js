import { init, use } from 'echarts/core';
import { BarChart, LineChart } from 'echarts/charts';
import { AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from 'echarts/components';
import { SVGRenderer } from 'echarts/renderers';
import { element } from './elements.js';

use([BarChart, LineChart, AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, SVGRenderer]);

const dark = matchMedia('(prefers-color-scheme: dark)');
const calm = matchMedia('(prefers-reduced-motion: reduce)');

/** Colours of the style sheet, so that charts and page have the same. */
const colour = name => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

/**
 * A chart that follows its width and the colour scheme.
 * @param {string} title its heading
 * @param {string} description what it shows, in a sentence, for those who do not see it
 * @param {() => object} optionOf gives the library's options in the present colours
 * @returns {{figure: HTMLElement, draw: () => void}} the element, and what draws it anew
 */
export function chart(title, description, optionOf) {
  const place = element('div', { class: 'chart' });
  const figure = element('figure', { class: 'card' }, element('figcaption', {}, element('h3', {}, title)), place);
  let drawn = null;

  function draw() {
    const option = optionOf();
    drawn?.setOption({ ...common(description, option.legend), ...option }, { notMerge: true });
  }

  new ResizeObserver(() => {
    if (place.clientWidth === 0) return;
    if (drawn) {
      drawn.resize();
    } else {
      drawn = init(place, null, { renderer: 'svg' });
      draw();
    }
  }).observe(place);
  dark.addEventListener('change', draw);
  return { figure, draw };
}

function common(description, hasLegend) {
  return {
    aria: { enabled: true, label: { description } },
    animation: !calm.matches,
    animationDuration: 300,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: colour('ink') },
    grid: { left: 8, right: 16, top: hasLegend ? 40 : 20, bottom: 8, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
  };
}

/** An axis with quiet lines. */
export const axis = (more = {}) => ({
  axisLabel: { color: colour('soft'), hideOverlap: true, ...more.label },
  axisLine: { onZero: false, lineStyle: { color: colour('line') } },
  axisTick: { show: false },
  splitLine: { lineStyle: { color: colour('line') } },
  nameTextStyle: { color: colour('soft') },
  ...more,
});

/** Training is a blue line, validation an orange one with dashes, so that colour is not all that tells them apart. */
export const line = (name, data, { hue = 'blue', dash = false, symbols = data.length <= 30 } = {}) => ({
  type: 'line',
  name,
  data,
  symbol: 'circle',
  symbolSize: 5,
  showSymbol: symbols,
  lineStyle: { color: colour(hue), width: 2, type: dash ? [6, 3] : 'solid' },
  itemStyle: { color: colour(hue) },
});

/** A line across at a place of the first axis, with a word. */
export const mark = (place, word) => ({
  silent: true,
  symbol: 'none',
  lineStyle: { color: colour('soft'), type: [2, 3] },
  label: { formatter: word, color: colour('soft'), distance: 2 },
  data: [{ xAxis: place }],
});

export const legend = () => ({
  top: 0,
  left: 0,
  icon: 'roundRect',
  itemGap: 20,
  itemWidth: 16,
  itemHeight: 3,
  textStyle: { color: colour('ink') },
  inactiveColor: colour('soft'),
});

/** What is shown at the pointer: made of elements, because the page's policy allows no style inside of markup. */
export const tooltip = linesOf => ({
  trigger: 'axis',
  appendTo: document.body,
  className: 'tooltip',
  confine: true,
  backgroundColor: colour('surface'),
  borderColor: colour('line'),
  textStyle: { color: colour('ink'), fontSize: 13 },
  axisPointer: { lineStyle: { color: colour('soft') } },
  formatter: points => {
    const [heading, ...lines] = linesOf([points].flat());
    return element(
      'div',
      {},
      element('strong', {}, heading),
      lines.map(text => element('div', {}, text)),
    );
  },
});

export { colour };
