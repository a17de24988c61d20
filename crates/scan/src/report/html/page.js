'use strict';
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const page = document.documentElement;
  const find = (id) => document.getElementById(id);
  const label = (key) => data.labels[page.lang][key] ?? key;
  const filled = (key, values) => label(key).replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
  const text = (number) => data.texts[number][page.lang === 'ja' ? 1 : 0];
  const STEP = 100;
  const MOST_PRINTED = 2000;

  // Everything is put in as text; nothing that a manifest says is ever read as markup.
  const make = (name, attributes, ...children) => {
    const svg = ['svg', 'rect'].includes(name);
    const element = svg ? document.createElementNS('http://www.w3.org/2000/svg', name) : document.createElement(name);
    for (const [key, value] of Object.entries(attributes ?? {})) {
      if (value !== null && value !== undefined) element.setAttribute(key, value);
    }
    element.append(...children.flat().filter((child) => child !== null && child !== undefined));
    return element;
  };
  // In our own sentences, backticks stand around values.
  const prose = (sentence) => sentence.split('`').map((part, at) => (at % 2 ? make('code', {}, part) : part));
  const anchor = (rule) => `#rule-${data.rules[rule].id.replaceAll('/', '-')}`;
  const family = (finding) => data.rules[finding.r].id.split('/')[0];
  const severity = (finding) => data.severities[finding.s];
  const place = (finding) => finding.l ? `${data.files[finding.p]}:${finding.l}:${finding.c}` : data.files[finding.p];

  // Rows are made a hundred at a time, when the end of the list comes into sight.
  const lazy = (list, button, row) => {
    let items = [];
    let shown = 0;
    const more = (count) => {
      const until = Math.min(items.length, shown + count);
      const part = document.createDocumentFragment();
      for (; shown < until; shown += 1) part.append(row(items[shown]));
      list.append(part);
      button.hidden = shown >= items.length;
    };
    button.addEventListener('click', () => {
      const next = list.childElementCount;
      more(STEP);
      (list.children[next]?.querySelector('summary') ?? list.children[next])?.focus();
    });
    // It only tells of changes, so it is asked anew after each step: the button may still be in sight.
    const watch = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) { more(STEP); again(); }
    }, { rootMargin: '600px' });
    const again = () => { watch.disconnect(); watch.observe(button); };
    return {
      show(all) { items = all; shown = 0; list.replaceChildren(); more(STEP); again(); },
      more,
      get left() { return items.length - shown; },
    };
  };

  const badge = (finding) => {
    if (finding.o === 'not-analysed') return make('span', { class: 'badge unknown' }, label('report-not-analysed'));
    if (finding.o === 'waived') return make('span', { class: 'badge waived' }, label('report-waived'));
    return make('span', { class: `badge ${severity(finding)}` }, label(`severity-${severity(finding)}`));
  };

  const snippet = (finding) => {
    if (!finding.m) return null;
    const [line, start, end] = finding.m;
    const chars = Array.from(line);
    const part = (from, to) => chars.slice(from, to).join('');
    return make('pre', { tabindex: '0', 'aria-label': `${label('page-line')} ${finding.l}` },
      make('span', { class: 'number' }, `${finding.l} │ `), part(0, start), make('mark', {}, part(start, end)), part(end));
  };

  const evidence = (finding) => finding.e.map(([path, seen, wanted]) => {
    if (wanted === null) return make('p', {}, path);
    if (path === '') return make('p', {}, prose(text(wanted)));
    const value = seen === null ? [label('page-unset')] : [make('code', {}, seen)];
    return make('p', {}, make('code', {}, path), ' · ', `${label('page-found')}: `, value, ' · ', `${label('page-wanted')}: `, prose(text(wanted)));
  });

  const repair = (finding) => {
    if (!finding.x) return null;
    const [safe, steps] = finding.x;
    const lines = steps.map(([op, path, value]) => make('p', {}, `${label(`page-op-${op}`)} `, make('code', {}, value === '' ? path : `${path}: ${value}`)));
    return [...lines, make('p', { class: 'about' }, label(safe ? 'page-patch-safe' : 'page-patch-unsafe'))];
  };

  const copyable = (value) => {
    const code = make('code', {}, value);
    const button = make('button', { type: 'button' }, label('page-copy'));
    button.addEventListener('click', async () => {
      try {
        await navigator.clipboard.writeText(value);
        button.textContent = label('page-copied');
      } catch {
        getSelection().selectAllChildren(code);
        button.textContent = label('page-copy-failed');
      }
    });
    return make('div', { class: 'copy' }, code, button);
  };

  const waiver = (finding) => {
    const { v } = finding;
    if (v) {
      const approver = v.approver ? ` · ${label('page-approver')}: ${v.approver}` : '';
      return [make('p', {}, v.reason), make('p', {}, `${label('page-owner')}: ${v.owner} · ${label('page-waived-until')}: ${v.until}${approver}`), make('p', { class: 'mono' }, v.origin)];
    }
    if (finding.o !== 'violated') return null;
    const { annotation } = data.rules[finding.r];
    if (!annotation) return [make('p', {}, label('page-waive-file')), copyable(`- { rule: ${data.rules[finding.r].id}, fingerprint: ${finding.k}, owner: "…", reason: "…", expires: YYYY-MM-DD }`)];
    return [make('p', {}, label('page-waive-hint')), copyable(`${annotation}: "${label('page-waiver-text')}"`)];
  };

  const body = (finding) => {
    const rule = data.rules[finding.r];
    const list = make('dl');
    const add = (term, content) => {
      const children = [content].flat().filter((child) => child !== null && child !== undefined && child !== '');
      if (children.length) list.append(make('dt', {}, term), make('dd', {}, children));
    };
    add(label('page-evidence'), evidence(finding));
    add(label('report-why'), prose(text(finding.t[1])));
    add(label('report-fix'), prose(text(finding.t[2])));
    add(label('page-patch'), repair(finding));
    add(label(finding.v ? 'report-waived' : 'report-waive'), waiver(finding));
    add(label('page-owner'), finding.u ? [finding.u[0], finding.u[1] ? ` (${finding.u[1]})` : ''].join('') : null);
    add(label('page-role'), label(`role-${data.roles[finding.a]}`));
    if (finding.os !== undefined) {
      add(label('report-severity'), filled('page-original-severity', { severity: label(`severity-${data.severities[finding.os]}`) }));
    }
    add(label('report-also'), (finding.z ?? []).map((other) => make('p', { class: 'mono' }, other)));
    add(label('rules-control'), rule.controls.length ? make('ul', {}, rule.controls.map((control) => make('li', {}, control))) : null);
    add(label('rules-reference'), rule.references.length ? make('ul', {}, rule.references.map((link) => make('li', {}, make('a', { href: link, rel: 'noopener noreferrer' }, link)))) : null);
    add(label('page-identity'), make('span', { class: 'mono' }, finding.i));
    add(label('page-fingerprint'), make('span', { class: 'mono' }, finding.k));
    return make('div', { class: 'body' }, snippet(finding), list);
  };

  const row = (finding) => {
    const details = make('details', { class: finding.o === 'waived' ? 'finding accepted' : 'finding' },
      make('summary', {}, badge(finding),
        make('span', { class: 'title' }, prose(text(finding.t[0]))),
        make('span', { class: 'place mono' }, place(finding)),
        make('span', { class: 'what' }, finding.q, ' · ', make('span', { class: 'mono' }, data.rules[finding.r].id), finding.u ? ` · ${finding.u[0]}` : null)));
    details.addEventListener('toggle', () => {
      if (details.open && details.childElementCount === 1) details.append(body(finding));
    });
    return make('li', {}, details);
  };

  const workloadRow = (workload) => make('tr', { tabindex: '-1' },
    make('td', {}, make('span', { class: `badge ${workload.v ?? 'unknown'}` }, workload.v ?? label('report-not-analysed'))),
    make('td', {}, workload.q),
    make('td', {}, workload.f.length === 0 ? '–' : workload.f.flatMap(([rule, check], at) => [at ? ', ' : '', make('a', { href: anchor(rule), title: data.rules[rule].id }, check)])),
    make('td', { class: 'mono' }, `${data.files[workload.p]}:${workload.l}`));

  // What a filter looks at, and what its choices are called.
  const outcomes = { violated: 'report-violated', waived: 'report-waived', 'not-analysed': 'report-not-analysed' };
  const fields = {
    outcome: { value: (f) => f.o, name: (value) => label(outcomes[value] ?? value) },
    family: { value: family, name: (value) => value },
    namespace: { value: (f) => (f.n === undefined ? null : data.namespaces[f.n]), name: (value) => value || label('page-no-namespace') },
    file: { value: (f) => data.files[f.p], name: (value) => value },
    owner: { value: (f) => f.u?.[0] ?? '', name: (value) => value || label('page-no-owner') },
    role: { value: (f) => data.roles[f.a], name: (value) => label(`role-${value}`) },
  };

  const findings = find('list') && lazy(find('list'), find('more'), row);
  const workloads = find('workloads') && lazy(find('workloads'), find('more-workloads'), workloadRow);
  const levels = [null, 'privileged', 'baseline', 'restricted'];
  const off = new Set();
  let haystack = null;

  const searchable = (finding) => [
    ...data.texts[finding.t[0]], data.rules[finding.r].id, finding.q, finding.i, data.files[finding.p], finding.k,
    ...(finding.u ?? []), finding.v?.reason, finding.v?.owner, ...finding.e.flatMap(([path, seen]) => [path, seen]),
  ].join('\n').normalize('NFKC').toLowerCase();

  const fillChoices = () => {
    for (const [name, { value, name: called }] of Object.entries(fields)) {
      const select = find(`filter-${name}`);
      const chosen = select.value;
      const counts = new Map();
      for (const finding of data.findings) {
        const of = value(finding);
        if (of !== null) counts.set(of, (counts.get(of) ?? 0) + 1);
      }
      const known = [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
      // An empty value means all, so each choice has a mark before its own.
      select.replaceChildren(make('option', { value: '' }, label('page-all')),
        ...known.map(([of, count]) => make('option', { value: `=${of}` }, `${called(of)} (${count})`)));
      select.value = chosen;
      select.disabled = known.length < 2;
    }
    const order = find('filter-order');
    const chosen = order.value || 'severity';
    order.replaceChildren(...['severity', 'place'].map((by) => make('option', { value: by }, label(`page-order-${by}`))));
    order.value = chosen;
    const chips = find('severities');
    chips.replaceChildren(chips.querySelector('legend'), ...[...data.severities].reverse().map((name) => {
      const box = make('input', { type: 'checkbox', value: name });
      box.checked = !off.has(name);
      box.addEventListener('change', () => { if (box.checked) off.delete(name); else off.add(name); apply(); });
      return make('label', {}, box, make('svg', { class: 'dot', viewBox: '0 0 10 10', 'aria-hidden': 'true' },
        make('rect', { class: name, width: 10, height: 10, rx: 3 })), label(`severity-${name}`));
    }));
    find('search').placeholder = label('page-search-hint');
  };

  const apply = () => {
    const words = find('search').value.normalize('NFKC').toLowerCase().split(/\s+/).filter(Boolean);
    const chosen = Object.entries(fields).map(([name, { value }]) => [value, find(`filter-${name}`).value]).filter(([, of]) => of !== '');
    if (words.length && !haystack) haystack = data.findings.map(searchable);
    const kept = data.findings.filter((finding, at) => (finding.o === 'not-analysed' || !off.has(severity(finding)))
      && chosen.every(([value, of]) => value(finding) !== null && `=${value(finding)}` === of)
      && words.every((word) => haystack[at].includes(word)));
    const rank = (finding) => ({ violated: 0, 'not-analysed': 1 }[finding.o] ?? 2);
    if (find('filter-order').value === 'severity') kept.sort((a, b) => rank(a) - rank(b) || b.s - a.s);
    findings.show(kept);
    find('showing').textContent = filled('page-showing', { shown: kept.length, total: data.findings.length });
    find('no-match').hidden = kept.length > 0;
    openAll(false);
  };

  const openAll = (open) => {
    const button = find('open-all');
    button.setAttribute('aria-pressed', String(open));
    button.textContent = label(open ? 'page-close-all' : 'page-open-all');
    for (const details of find('list').querySelectorAll('details')) details.open = open;
  };

  const speak = (lang) => {
    page.lang = lang;
    document.title = label('title');
    find('languages').setAttribute('aria-label', label('page-language'));
    find('filters')?.setAttribute('aria-label', label('page-filters'));
    for (const button of document.querySelectorAll('[data-lang]')) button.setAttribute('aria-pressed', String(button.dataset.lang === lang));
    if (findings) { fillChoices(); apply(); }
    // The least secure first; the sort is stable, so those of one level stay in the order of their places.
    workloads?.show([...data.workloads].sort((a, b) => levels.indexOf(a.v) - levels.indexOf(b.v)));
  };

  page.classList.add('js');
  for (const button of document.querySelectorAll('[data-lang]')) button.addEventListener('click', () => speak(button.dataset.lang));
  if (findings) {
    let waiting = 0;
    find('search').addEventListener('input', () => { clearTimeout(waiting); waiting = setTimeout(apply, 150); });
    for (const select of document.querySelectorAll('[data-filter]')) select.addEventListener('change', apply);
    find('reset').addEventListener('click', () => {
      off.clear();
      find('search').value = '';
      for (const name of Object.keys(fields)) find(`filter-${name}`).value = '';
      fillChoices();
      apply();
      find('search').focus();
    });
    find('open-all').addEventListener('click', () => openAll(find('open-all').getAttribute('aria-pressed') !== 'true'));
  }
  addEventListener('beforeprint', () => {
    findings?.more(MOST_PRINTED);
    workloads?.more(MOST_PRINTED);
    const left = findings?.left ?? 0;
    const line = find('not-printed');
    if (line) { line.textContent = filled('page-not-printed', { count: left }); line.hidden = left === 0; }
  });
  addEventListener('afterprint', () => { if (find('not-printed')) find('not-printed').hidden = true; });
  speak(page.lang);
})();
