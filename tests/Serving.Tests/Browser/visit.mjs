// Uses the page of a server as a reader would, and prints what was seen as JSON.
// node visit.mjs ADDRESS CHROMIUM GOOD-IMAGE BAD-IMAGE [KEY]
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const [, , address, executablePath, good, bad, key] = process.argv;
const require = createRequire(import.meta.url);
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const browser = await chromium.launch({
  executablePath,
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-sync'],
});
const seen = { messages: [], elsewhere: [], faults: [] };

const context = await browser.newContext({ viewport: { width: 1000, height: 800 }, colorScheme: 'light', reducedMotion: 'reduce' });
const page = await context.newPage();
page.on('console', message => seen.messages.push(`${message.type()}: ${message.text()}`));
page.on('pageerror', error => seen.messages.push(`error: ${error.message}`));
page.on('request', request => {
  if (!request.url().startsWith(address) && !/^(blob|data):/.test(request.url())) seen.elsewhere.push(request.url());
});
await page.addInitScript(() => {
  window.violations = [];
  document.addEventListener('securitypolicyviolation', event => window.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
});
await page.goto(address);

if (key) {
  await page.waitForSelector('#secret:not([hidden])');
  seen.asked = await page.evaluate(() => document.activeElement.id === 'key');
  await page.keyboard.type(key);
  await page.keyboard.press('Enter');
}

await page.waitForFunction(() => document.querySelectorAll('#model option').length === 2);
seen.models = await page.$$eval('#model option', options => options.map(option => option.textContent));
const labels = () => page.$$eval('#answers h3', headings => headings.map(heading => heading.textContent));
const answered = async text => {
  await page.waitForFunction(wanted => document.getElementById('status').textContent.includes(wanted), text);
  const found = await labels();
  await page.evaluate(() => {
    document.getElementById('status').textContent = '';
  });
  return found;
};

// An answer's label is in the status, as one of the three classes, and a bad image by its name.
const oneClass = await (async () => {
  await page.setInputFiles('#files', good);
  await page.waitForSelector('#answers h3');
  return (await labels())[0];
})();
seen.chosen = await answered(oneClass);
seen.classes = await page.$$eval('#answers dt', terms => terms.map(term => term.textContent));

const give = (type, files) =>
  page.evaluate(
    ([name, contents]) => {
      const data = new DataTransfer();
      for (const [file, bytes] of contents) {
        const content = Uint8Array.from(atob(bytes), letter => letter.charCodeAt(0));
        data.items.add(new File([content], file, { type: 'image/png' }));
      }

      const event = name === 'drop' ? new DragEvent(name, { dataTransfer: data, bubbles: true, cancelable: true })
        : new ClipboardEvent(name, { clipboardData: data, bubbles: true });
      document.getElementById('place').dispatchEvent(event);
    },
    [type, files.map(file => [file.split('/').pop(), readFileSync(file).toString('base64')])],
  );
await give('drop', [good, bad]);
seen.dropped = await answered('bad.png cannot be read');
seen.fault = await page.textContent('#answers .fault');
await page.waitForFunction(() => [...document.querySelectorAll('#answers img')].every(image => image.complete));
seen.pictures = await page.$$eval('#answers img', images => images.length);

// By the keyboard: where the Tab key stops, and that one sees it.
seen.stops = [];
await page.evaluate(() => document.activeElement.blur());
for (let stop = 0; stop < 2; stop++) {
  await page.keyboard.press('Tab');
  seen.stops.push(await page.evaluate(() => document.activeElement.id));
}
if (key) seen.stops = [];
seen.outline = await page.evaluate(() => getComputedStyle(document.querySelector('#files + label')).outlineStyle);

const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
seen.light = await ground();
await page.setViewportSize({ width: 360, height: 700 });
seen.telephone = await page.evaluate(() => document.documentElement.scrollWidth);
await page.emulateMedia({ colorScheme: 'dark' });
seen.dark = await ground();
await give('paste', [good]);
seen.pasted = await answered(oneClass);
seen.violations = await page.evaluate(() => window.violations);
await context.close();

// The checker is a script of its own, which the page's policy would not let in.
for (const colorScheme of key ? [] : ['light', 'dark']) {
  const other = await browser.newContext({ colorScheme, bypassCSP: true });
  const checked = await other.newPage();
  await checked.goto(address);
  await checked.setInputFiles('#files', [good, bad]);
  await checked.waitForSelector('#answers .fault');
  await checked.evaluate(axe);
  const { violations } = await checked.evaluate(() => window.axe.run());
  const places = nodes => nodes.map(node => node.html.slice(0, 120)).join(' | ');
  for (const { id, nodes } of violations) seen.faults.push(`${colorScheme}: ${id}: ${places(nodes)}`);
  await other.close();
}

await browser.close();
console.log(JSON.stringify(seen));
