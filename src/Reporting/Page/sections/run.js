import { element, nameOf, scrolling } from '../elements.js';
import { duration, percent } from '../figures.js';
import { table } from '../tables.js';

const facts = pairs =>
  pairs.length === 0
    ? null
    : [
        element(
          'dl',
          { class: 'facts' },
          pairs.flatMap(({ name, value }) => [element('dt', {}, nameOf(name)), element('dd', {}, nameOf(value))]),
        ),
      ];

/** Everything that decided the result. */
export const settings = report => facts(report.settings);

export const environment = report => facts(report.environment);

/** The command, and a button that copies it. */
export function reproduction(report) {
  if (!report.command) return null;
  const command = element('code', {}, report.command);
  const said = element('span', { class: 'note', role: 'status' });
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(report.command);
      said.textContent = 'Copied.';
    } catch {
      getSelection().selectAllChildren(command); // a browser that gives pages from disk no clipboard
      said.textContent = 'Selected: copy it with the keyboard.';
    }
  };
  return [
    element('p', {}, 'The same command with the same data gives the same result on the same kind of machine.'),
    scrolling('Command', element('pre', {}, command)),
    element('p', { class: 'controls' }, element('button', { type: 'button', class: 'action', click: copy }, 'Copy the command'), said),
  ];
}

/** Where the time went, the longest part first. */
export function timings(report) {
  if (report.timings.length === 0) return null;
  const total = report.timings.reduce((sum, part) => sum + part.seconds, 0);
  return [
    scrolling(
      'Timings',
      table(
        'Timings',
        [
          { title: 'Part', value: part => part.name },
          { title: 'Time', value: part => part.seconds, text: duration },
          { title: 'Share', value: part => (total > 0 ? part.seconds / total : null), text: percent },
        ],
        report.timings,
        { by: 1, descending: true },
      ),
    ),
  ];
}
