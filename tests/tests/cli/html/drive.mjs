// Runs the script of a report's page over the least document that it needs, and uses the page as a reader does.
//
// The document has no way to read text as markup: a script that asked for one would end here.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

const VOID = new Set(['br', 'circle', 'input', 'meta', 'path', 'rect']);
const REFERENCES = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
const decoded = (text) => text.replace(/&(\w+|#39);/g, (all, name) => REFERENCES[name] ?? all);

class Node {
  constructor(name) { Object.assign(this, { name, attributes: {}, nodes: [], listeners: {}, parent: null, checked: false, chosen: '' }); }
  get children() { return this.nodes.filter((node) => typeof node !== 'string'); }
  get childElementCount() { return this.children.length; }
  get textContent() { return this.nodes.map((node) => (typeof node === 'string' ? node : node.textContent)).join(''); }
  set textContent(text) { this.nodes = [String(text)]; }
  get dataset() { return Object.fromEntries(Object.entries(this.attributes).filter(([key]) => key.startsWith('data-')).map(([key, value]) => [key.slice(5), value])); }
  get classList() { return { add: (name) => this.setAttribute('class', `${this.getAttribute('class') ?? ''} ${name}`) }; }
  get lang() { return this.attributes.lang; }
  set lang(lang) { this.attributes.lang = lang; }
  get hidden() { return 'hidden' in this.attributes; }
  set hidden(is) { if (is) this.attributes.hidden = ''; else delete this.attributes.hidden; }
  get open() { return 'open' in this.attributes; }
  set open(is) {
    if (is === this.open) return;
    if (is) this.attributes.open = ''; else delete this.attributes.open;
    this.fire('toggle');
  }
  // Of a choice only what it offers can be chosen.
  get value() { return this.name === 'option' ? this.attributes.value : this.options.length ? this.options.find((value) => value === this.chosen) ?? '' : this.chosen; }
  set value(value) { this.chosen = value; }
  get options() { return this.name === 'select' ? this.children.map((option) => option.value) : []; }
  setAttribute(key, value) { this.attributes[key] = String(value); }
  getAttribute(key) { return this.attributes[key] ?? null; }
  append(...nodes) {
    for (const node of nodes) {
      if (node.name === '#fragment') { this.append(...node.nodes); continue; }
      if (typeof node !== 'string') node.parent = this;
      this.nodes.push(node);
    }
  }
  replaceChildren(...nodes) { this.nodes = []; this.append(...nodes); }
  addEventListener(name, listener) { (this.listeners[name] ??= []).push(listener); }
  fire(name) { for (const listener of this.listeners[name] ?? []) listener(); }
  focus() { focused = this; }
  * all() { for (const child of this.children) { yield child; yield* child.all(); } }
  querySelectorAll(selector) {
    const key = selector.match(/^\[([\w-]+)\]$/)?.[1];
    return [...this.all()].filter((node) => (key ? key in node.attributes : node.name === selector));
  }
  querySelector(selector) { return this.querySelectorAll(selector)[0] ?? null; }
}

let focused = null;
const root = new Node('#document');
const html = readFileSync(process.argv[2], 'utf8');
let open = root;
for (let at = 0; at < html.length;) {
  const inRaw = ['script', 'style'].includes(open.name);
  const next = html.indexOf(inRaw ? `</${open.name}>` : '<', at);
  const text = html.slice(at, next < 0 ? html.length : next);
  if (text !== '') open.append(inRaw ? text : decoded(text));
  if (next < 0) break;
  const tag = html.slice(next + 1, html.indexOf('>', next));
  at = next + tag.length + 2;
  if (tag.startsWith('/')) {
    open = open.parent;
  } else if (!tag.startsWith('!')) {
    const node = new Node(tag.match(/^[\w-]+/)[0]);
    for (const [, key, value] of tag.slice(node.name.length).matchAll(/([\w-]+)(?:="([^"]*)")?/g)) node.setAttribute(key, decoded(value ?? ''));
    open.append(node);
    if (!VOID.has(node.name)) open = node;
  }
}

const page = root.querySelector('html');
const find = (id) => [...root.all()].find((node) => node.attributes.id === id) ?? null;
const document = {
  documentElement: page,
  getElementById: find,
  createElement: (name) => new Node(name),
  createElementNS: (space, name) => new Node(name),
  createDocumentFragment: () => new Node('#fragment'),
  querySelectorAll: (selector) => root.querySelectorAll(selector),
};
const watched = new Map();
class IntersectionObserver {
  constructor(seen) { this.seen = seen; }
  observe(node) { watched.set(node, this); }
  disconnect() { for (const [node, by] of watched) if (by === this) watched.delete(node); }
}
const windowNode = new Node('#window');
const copied = [];
const scope = {
  document,
  IntersectionObserver,
  navigator: { clipboard: { writeText: async (text) => copied.push(text) } },
  getSelection: () => assert.fail('it could be copied'),
  addEventListener: (name, listener) => windowNode.addEventListener(name, listener),
  setTimeout: (run) => { run(); return 1; },
  clearTimeout: () => {},
};
const script = root.querySelectorAll('script').find((node) => !('type' in node.attributes)).textContent;
new Function(...Object.keys(scope), script)(...Object.values(scope));

const data = JSON.parse(find('data').textContent);
const list = find('list');
const rows = () => list.children.length;
const total = data.findings.length;
assert.ok(total > 200, `${total} findings`);

const choose = (name, value) => { find(`filter-${name}`).value = value; find(`filter-${name}`).fire('change'); };
const search = (words) => { find('search').value = words; find('search').fire('input'); };
const button = (lang) => root.querySelectorAll('[data-lang]').find((node) => node.dataset.lang === lang);

// Rows come a hundred at a time, by the button or when the end is in sight.
assert.equal(rows(), 100);
find('more').fire('click');
assert.equal(rows(), 200);
assert.equal(focused, list.children[100].querySelector('summary'), 'the keyboard goes on where it was');
watched.get(find('more')).seen([{ isIntersecting: true }]);
assert.equal(rows(), Math.min(total, 300));
assert.equal(find('more').hidden, rows() === total);
assert.match(find('showing').textContent, new RegExp(`${total}.*${total}`));

// A row shows its details when it is opened, as text whatever it says.
const hostile = data.findings.findIndex((finding) => finding.i.includes('<img'));
assert.ok(hostile >= 0, 'there is a hostile one');
search(`  ${data.findings[hostile].k.toUpperCase()} `);
assert.equal(rows(), 1, 'a fingerprint finds one');
const details = list.querySelector('details');
assert.equal(details.childElementCount, 1);
details.open = true;
assert.equal(details.childElementCount, 2);
assert.ok(details.textContent.includes('<img src=x onerror=alert(1)>'), 'it is shown as it is');
assert.deepEqual(['img', 'script'].map((name) => list.querySelector(name)), [null, null]);
details.querySelector('button').fire('click');
assert.match(copied[0], /^waive\.sekimori\.dev\/[\w.-]+: "until=/);
search('nothing has these words');
assert.deepEqual([rows(), find('no-match').hidden], [0, false]);

// Filters, severities and the way back.
find('reset').fire('click');
assert.equal(rows(), 100);
assert.equal(focused, find('search'));
choose('outcome', '=waived');
assert.equal(rows(), data.findings.filter((finding) => finding.o === 'waived').length);
assert.ok(list.querySelectorAll('details').every((row) => row.attributes.class.includes('accepted')));
choose('outcome', '');
for (const box of find('severities').querySelectorAll('input')) { box.checked = false; box.fire('change'); }
assert.equal(rows(), data.findings.filter((finding) => finding.o === 'not-analysed').length, 'what was not analysed has no severity to hide by');
find('reset').fire('click');
choose('order', 'place');
const place = (finding) => `${data.files[finding.p]}:${finding.l}:${finding.c}`;
assert.ok(list.children[0].textContent.includes(place(data.findings[0])), 'by place, as the report has them');

// All are opened and closed at once.
find('open-all').fire('click');
assert.ok(list.querySelectorAll('details').every((row) => row.open));
find('open-all').fire('click');
assert.ok(list.querySelectorAll('details').every((row) => !row.open));

// The other language, and what was chosen stays.
const title = document.title;
choose('outcome', '=waived');
button('ja').fire('click');
assert.deepEqual([page.lang, button('ja').attributes['aria-pressed'], button('en').attributes['aria-pressed']], ['ja', 'true', 'false']);
assert.notEqual(document.title, title);
const waived = data.findings.find((finding) => finding.o === 'waived');
assert.ok(list.textContent.includes(data.texts[waived.t[0]][1].replaceAll('`', '')));
assert.equal(rows(), data.findings.filter((finding) => finding.o === 'waived').length);
assert.ok(find('workloads').childElementCount > 0);

// Paper has no button: everything is put on it, up to a limit.
find('reset').fire('click');
windowNode.fire('beforeprint');
assert.deepEqual([rows(), find('not-printed').hidden], [total, true]);
console.log(`${total} findings were looked at`);
