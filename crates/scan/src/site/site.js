'use strict';
// Filters the index. Without it the page is the whole list, so nothing is hidden that it could not bring back.
(() => {
  document.documentElement.classList.add('js');
  const form = document.getElementById('filters');
  if (!form) return;
  const search = document.getElementById('search');
  const selects = [...form.querySelectorAll('select')];
  const select = Object.fromEntries(selects.map((element) => [element.dataset.filter, element]));
  const showing = document.getElementById('showing');
  const none = document.getElementById('no-match');
  const elsewhere = document.getElementById('elsewhere');
  const GRADES = ['info', 'low', 'medium', 'high', 'critical'];
  const PERSONAS = ['regular', 'pedantic', 'auditor'];
  const plain = (text) => text.normalize('NFKC').toLowerCase();
  const rules = [...document.querySelectorAll('.family li')].map((row) => ({
    row,
    ...row.dataset,
    packs: row.dataset.pack.split(' '),
    controls: row.dataset.control ? row.dataset.control.split('|') : [],
    text: plain([row.textContent, row.dataset.words, row.dataset.control].join(' ')),
  }));
  const families = [...document.querySelectorAll('.family')];

  const matches = {
    family: (rule, value) => rule.family === value,
    severity: (rule, value) => GRADES.indexOf(rule.severity) >= GRADES.indexOf(value),
    persona: (rule, value) => PERSONAS.indexOf(rule.persona) <= PERSONAS.indexOf(value),
    pack: (rule, value) => rule.packs.includes(value),
    framework: (rule, value) => rule.controls.some((control) => control.startsWith(`${value} `)),
    control: (rule, value) => rule.controls.includes(`${select.framework.value} ${value}`),
    repair: (rule, value) => rule.repair === value,
  };

  // The controls to choose from are those of the chosen standard or scanner.
  let offered = null;
  const offer = () => {
    const framework = select.framework.value;
    if (offered === framework) return;
    offered = framework;
    const prefix = `${framework} `;
    const of = (control) => framework !== '' && control.startsWith(prefix);
    const ids = new Set(rules.flatMap((rule) => rule.controls.filter(of)).map((control) => control.slice(prefix.length)));
    const sorted = [...ids].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
    const options = sorted.map((id) => {
      const option = document.createElement('option');
      option.value = id;
      option.textContent = id;
      return option;
    });
    select.control.replaceChildren(select.control.options[0], ...options);
    select.control.value = '';
    select.control.disabled = ids.size === 0;
  };

  const apply = () => {
    offer();
    const words = plain(search.value).split(/\s+/).filter(Boolean);
    const chosen = selects.filter((element) => element.value !== '').map((element) => [element.dataset.filter, element.value]);
    let shown = 0;
    for (const rule of rules) {
      const fits = words.every((word) => rule.text.includes(word)) && chosen.every(([name, value]) => matches[name](rule, value));
      rule.row.hidden = !fits;
      shown += fits ? 1 : 0;
    }
    for (const family of families) {
      const rows = [...family.querySelectorAll('li')];
      const left = rows.filter((row) => !row.hidden);
      const first = left[0];
      family.querySelector('.count').textContent = left.length;
      for (const row of rows) row.classList.toggle('first', row === first);
      family.hidden = !first;
    }
    showing.textContent = showing.dataset.text.replace('{shown}', shown).replace('{total}', rules.length);
    none.hidden = shown > 0;
    if (elsewhere) {
      const said = search.value.trim();
      elsewhere.hidden = said === '';
      elsewhere.hash = new URLSearchParams({ q: said }).toString();
      elsewhere.textContent = elsewhere.dataset.text.replace('{words}', () => said);
    }
    remember(chosen);
  };

  // The filters stand in the address, so that the way back from a rule leads to the same list.
  const remember = (chosen) => {
    const said = new URLSearchParams(chosen);
    if (search.value !== '') said.set('q', search.value);
    const hash = said.toString();
    const isOurs = location.hash === '' || location.hash.includes('=');
    if (hash === '' && !isOurs) return;
    try {
      history.replaceState(null, '', hash === '' ? location.pathname + location.search : `#${hash}`);
    } catch {
      // A browser may forbid it to pages of a folder; the filters work all the same.
    }
  };
  const recall = () => {
    if (!location.hash.includes('=')) return;
    const said = new URLSearchParams(location.hash.slice(1));
    search.value = said.get('q') ?? '';
    for (const element of selects) {
      if (element.dataset.filter === 'control') offer();
      element.value = said.get(element.dataset.filter) ?? '';
      if (element.selectedIndex < 0) element.value = '';
    }
  };

  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('input', apply);
  document.getElementById('reset').addEventListener('click', () => {
    form.reset();
    apply();
    search.focus();
  });
  addEventListener('hashchange', () => { recall(); apply(); });
  recall();
  apply();
})();
