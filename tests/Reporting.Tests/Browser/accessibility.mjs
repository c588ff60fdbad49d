// Checks a page with axe-core in the light and in the dark scheme, and prints the serious faults as JSON.
// node accessibility.mjs PAGE CHROMIUM
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [, , file, executablePath] = process.argv;
const require = createRequire(import.meta.url);
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const browser = await chromium.launch({
  executablePath,
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
});
const faults = [];
for (const colorScheme of ['light', 'dark']) {
  // The checker is a script of its own, which the page's policy would not let in.
  const context = await browser.newContext({ colorScheme, reducedMotion: 'reduce', bypassCSP: true });
  const page = await context.newPage();
  await page.goto(pathToFileURL(file).href);
  await page.waitForSelector('.chart svg');
  await page.evaluate(() =>
    document.querySelectorAll('details').forEach(one => {
      one.open = true;
    }),
  );
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run());
  for (const { id, impact, nodes } of violations) {
    if (impact === 'serious' || impact === 'critical')
      faults.push(
        `${colorScheme}: ${id}: ${nodes
          .slice(0, 5)
          .map(node => node.html.slice(0, 160) + ' ' + (node.any[0]?.message ?? ''))
          .join(' | ')}`,
      );
  }

  await context.close();
}

await browser.close();
console.log(JSON.stringify(faults));
