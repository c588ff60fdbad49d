// Opens a page in Chromium, uses it as a reader would, and prints what was seen as JSON.
// node visit.mjs PAGE CHROMIUM CELLS      CELLS: [[actual, predicted], …] to click, then to reach by the keyboard
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [, , file, executablePath, cells] = process.argv;
const { chromium } = createRequire(import.meta.url)('playwright-core');
const address = pathToFileURL(file).href;
const browser = await chromium.launch({
  executablePath,
  args: [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});
const seen = { messages: [], requests: [] };

const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' })).newPage();
page.on('console', message => seen.messages.push(`${message.type()}: ${message.text()}`));
page.on('pageerror', error => seen.messages.push(`error: ${error.message}`));
page.on('dialog', dialog => {
  seen.messages.push(`dialog: ${dialog.message()}`);
  dialog.dismiss();
});
page.on('request', request => {
  if (!request.url().startsWith('data:') && request.url() !== address) seen.requests.push(request.url());
});
await page.addInitScript(() => {
  window.violations = [];
  document.addEventListener('securitypolicyviolation', event => window.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
});

const shown = () =>
  page.evaluate(() => ({
    heading: document.querySelector('.cell-images h3').textContent,
    note: document.querySelector('.cell-images .note').textContent,
    names: [...document.querySelectorAll('.cell-images li .file')].map(name => name.textContent),
    pictures: [...document.querySelectorAll('.cell-images li img')].filter(image => image.complete && image.naturalWidth > 0).length,
    captions: [...document.querySelectorAll('.cell-images figcaption')].map(caption => [...caption.children].map(line => line.textContent)),
  }));

const cellAt = (row, column) => page.locator(`.matrix tbody tr:nth-child(${row + 1}) td:nth-child(${column + 2})`);

async function click() {
  const found = [];
  for (const [actual, predicted] of JSON.parse(cells)) {
    await cellAt(actual, predicted).click();
    await page.waitForFunction(() => [...document.querySelectorAll('.cell-images img')].every(image => image.complete));
    found.push(await shown());
  }

  return found;
}

async function type() {
  const found = [];
  for (const [actual, predicted] of JSON.parse(cells)) {
    await page.locator('.matrix td[tabindex="0"]').focus();
    await page.keyboard.press('Control+Home');
    for (let row = 0; row < Math.floor(actual / 10); row++) await page.keyboard.press('PageDown');
    for (let row = 0; row < actual % 10; row++) await page.keyboard.press('ArrowDown');
    for (let column = 0; column < predicted; column++) await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    found.push({ ...(await shown()), outline: await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle) });
  }

  return found;
}

async function sort() {
  const column = name => page.locator('#classes th[scope=col]', { hasText: name });
  const read = async () => ({
    order: await column('Precision').getAttribute('aria-sort'),
    values: await page.locator('#classes tbody td:nth-child(4)').allTextContents(),
  });
  await column('Precision').getByRole('button').click();
  const ascending = await read();
  await column('Precision').getByRole('button').click();
  return { ascending, descending: await read() };
}

const structure = () =>
  page.evaluate(() => ({
    headings: [...document.querySelectorAll('h1, h2, h3')].map(heading => Number(heading.tagName[1])),
    sections: [...document.querySelectorAll('h2')].map(heading => heading.textContent),
    landmarks: ['header', 'nav', 'main'].filter(name => document.querySelector(name)),
    withoutAlternative: [...document.images].filter(image => !image.alt).length,
    charts: [...document.querySelectorAll('.chart')].map(chart => `${chart.getAttribute('role')}: ${chart.getAttribute('aria-label')}`),
    curves: document.querySelector('#training-curves').textContent,
    marks: [...document.querySelectorAll('#training-curves .chart svg text')].map(text => text.textContent).filter(text => text === 'kept'),
    drawings: document.querySelectorAll('.chart svg').length,
    ground: getComputedStyle(document.body).backgroundColor,
    classNames: [...document.querySelectorAll('#classes tbody th')].map(name => name.textContent),
    cells: document.querySelectorAll('.matrix td').length,
  }));

const start = performance.now();
await page.goto(address);
await page.waitForSelector('html[data-ready]');
await page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))); // it is on the screen
seen.milliseconds = performance.now() - start;

await page.waitForTimeout(200); // charts are drawn when their places have a size
seen.structure = await structure();
await page.locator('.chart').first().hover();
await page.waitForTimeout(200);
seen.tooltip = await page.locator('.tooltip').first().innerText();
seen.clicked = await click();
seen.typed = await type();
seen.counts = await page.locator('.matrix tbody tr:first-child td').allTextContents();
await page.getByLabel('share of actual').check();
seen.shares = await page.locator('.matrix tbody tr:first-child td').allTextContents();
seen.sorted = await sort();
await page.locator('.pairs button').first().click();
seen.pair = await shown();
seen.headingsStay = await page.evaluate(() => {
  const box = document.querySelector('.matrix-box').getBoundingClientRect();
  document.querySelector('.matrix-box').scrollTo(9999, 9999);
  const row = document.querySelector('.matrix tbody tr:last-child th').getBoundingClientRect();
  const column = document.querySelector('.matrix thead th:last-child').getBoundingClientRect();
  return Math.abs(row.left - box.left) <= 2 && Math.abs(column.top - box.top) <= 2;
});
await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
seen.darkGround = (await structure()).ground;
await page.setViewportSize({ width: 360, height: 740 });
await page.waitForTimeout(200);
seen.telephone = await page.evaluate(() => document.documentElement.scrollWidth);
seen.violations = await page.evaluate(() => window.violations);

await browser.close();
console.log(JSON.stringify(seen));
