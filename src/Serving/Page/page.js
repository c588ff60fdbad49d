// Sends chosen, dropped or pasted images to the server and shows its answers. Whatever comes from there is only ever text.
const at = id => document.getElementById(id);
const place = at('place');
const shares = new Intl.NumberFormat('en', { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 });

const element = (name, text, className) => {
  const made = document.createElement(name);
  made.textContent = text ?? '';
  if (className) made.className = className;
  return made;
};

const headers = () => (at('key').value ? { Authorization: `Bearer ${at('key').value}` } : {});

async function ask(address, options) {
  const answer = await fetch(address, { ...options, headers: headers() });
  if (answer.status === 401) {
    at('secret').hidden = false;
    at('key').focus();
  }

  const content = await answer.json();
  // A problem that names its images is shown image by image.
  if (!answer.ok && !content.images) throw new Error(content.detail);
  return content;
}

async function listModels() {
  try {
    const { models } = await ask('models');
    at('model').replaceChildren(...models.map(model => element('option', model.name)));
    at('models').hidden = models.length < 2;
    at('secret').hidden = true;
    at('status').textContent = '';
  } catch (error) {
    at('status').textContent = error.message;
  }
}

function entry(file, answer) {
  const item = element('li');
  const picture = element('img');
  picture.alt = '';
  picture.src = URL.createObjectURL(file);
  picture.onload = picture.onerror = () => URL.revokeObjectURL(picture.src);
  const words = element('div');
  words.append(element('h3', answer.label ?? 'Cannot be read'), element('p', file.name, 'file'));
  if (answer.fault) {
    words.append(element('p', answer.reason, 'fault'));
  } else {
    const list = element('dl');
    for (const { label, score } of answer.top) list.append(element('dt', label), element('dd', shares.format(score)));
    words.append(list);
  }

  item.append(picture, words);
  return item;
}

async function classify(files) {
  if (files.length === 0) return;
  at('status').textContent = files.length === 1 ? 'Looking at the image …' : `Looking at ${files.length} images …`;
  const form = new FormData();
  for (const file of files) form.append('image', file);
  const model = at('model').value;
  try {
    const { images } = await ask(model ? `models/${encodeURIComponent(model)}/predict` : 'predict', { method: 'POST', body: form });
    at('answers').replaceChildren(...images.map((answer, index) => entry(files[index], answer)));
    at('answers').hidden = at('heading').hidden = false;
    at('status').textContent = images.map(answer => answer.label ?? `${answer.image} cannot be read`).join(', ');
  } catch (error) {
    at('status').textContent = error.message;
  }
}

at('files').addEventListener('change', () => classify([...at('files').files]));
at('form').addEventListener('submit', event => {
  event.preventDefault();
  listModels();
});
addEventListener('paste', event => classify([...event.clipboardData.files]));
for (const name of ['dragenter', 'dragover']) {
  addEventListener(name, event => {
    event.preventDefault();
    place.classList.add('over');
  });
}
for (const name of ['dragleave', 'drop']) addEventListener(name, () => place.classList.remove('over'));
addEventListener('drop', event => {
  event.preventDefault();
  classify([...event.dataTransfer.files]);
});
listModels();
