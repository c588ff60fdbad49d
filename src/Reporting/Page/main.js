/*!
 * Charts: Apache ECharts 6.1 (Copyright 2017-2026 The Apache Software Foundation, Apache License 2.0,
 * https://www.apache.org/licenses/LICENSE-2.0)
 * with ZRender 6.1 (Copyright 2017 Baidu Inc., BSD 3-Clause License, https://opensource.org/license/bsd-3-clause)
 * and tslib 2.3 (Copyright Microsoft Corporation, 0BSD).
 */
import { element } from './elements.js';
import { summary } from './sections/summary.js';
import { curves } from './sections/curves.js';
import { rates } from './sections/rates.js';
import { confusions } from './sections/confusions.js';
import { classes } from './sections/classes.js';
import { losses } from './sections/losses.js';
import { calibration } from './sections/calibration.js';
import { counts, unreadable } from './sections/data.js';
import { environment, reproduction, settings, timings } from './sections/run.js';

const { report, pictures } = JSON.parse(document.getElementById('data').textContent);

/** What every section is given. Each makes its content, or null when there is nothing to say. */
const sections = [
  ['Summary', summary],
  ['Training curves', curves],
  ['Learning rate', rates],
  ['Confusion matrix', confusions],
  ['Classes', classes],
  ['Highest losses', losses],
  ['Calibration', calibration],
  ['Data', counts],
  ['Unreadable images', unreadable],
  ['Options', settings],
  ['Environment', environment],
  ['Reproduction', reproduction],
  ['Timings', timings],
];

const main = document.getElementById('main');
const links = element('ul');
for (const [title, make] of sections) {
  const content = make(report, pictures);
  if (!content) continue;
  const id = title.toLowerCase().replaceAll(' ', '-');
  main.append(element('section', { id, 'aria-labelledby': `${id}-title` }, element('h2', { id: `${id}-title` }, title), ...content));
  links.append(element('li', {}, element('a', { href: `#${id}` }, title)));
}

const header = document.querySelector('header');
if (report.subtitle) header.append(element('p', { class: 'subtitle', dir: 'auto' }, report.subtitle));
header.after(element('nav', { 'aria-label': 'Sections' }, links));
document.documentElement.dataset.ready = 'true';
