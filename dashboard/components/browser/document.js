// Who reads the page aloud is told its language at once, not only when the page is loaded anew; and
// what Streamlit writes in English by itself (names of its buttons, notes at its fields) is put into
// that language as it appears. Nothing else is touched: no text outside of Streamlit's own elements.
const NAMES = ["aria-label", "placeholder", "title"];
const OWN = [
  '[data-testid="InputInstructions"]',
  '[data-testid="stTooltipContent"]',
  '[data-testid="stSkipToContent"]',
  '[role="listbox"] [role="option"]:only-child',
].join(", ");
let watcher = null;
let before = { whole: {}, named: [] };

function said(text, data) {
  const bare = text.trim();
  if (Object.hasOwn(data.whole, bare)) return text.replace(bare, () => data.whole[bare]);
  const [start, whole] = data.named.find(([start]) => bare.startsWith(start)) ?? [];
  return whole ? whole.replace("{name}", () => bare.slice(start.length)) : text;
}

function name(element, data) {
  for (const attribute of NAMES) {
    const text = element.getAttribute(attribute);
    const wanted = text && said(text, data);
    if (wanted && wanted !== text) element.setAttribute(attribute, wanted);
  }
}

function write(node, data) {
  const bare = node.nodeValue.trim();
  if (!Object.hasOwn(data.whole, bare) || !node.parentElement?.closest(OWN)) return;
  const wanted = said(node.nodeValue, data);
  if (wanted !== node.nodeValue) node.nodeValue = wanted;
}

function put(root, data) {
  if (root.nodeType === Node.TEXT_NODE) return write(root, data);
  if (root.nodeType !== Node.ELEMENT_NODE) return;
  for (const element of [root, ...root.querySelectorAll("[aria-label], [placeholder], [title]")]) name(element, data);
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) write(texts.currentNode, data);
}

function changed(records, data) {
  for (const { type, target, addedNodes } of records) {
    if (type === "attributes") name(target, data);
    else if (type === "characterData") write(target, data);
    else addedNodes.forEach((node) => put(node, data));
  }
}

// What was put into another language before is English again first.
function undone({ whole }) {
  return { whole: Object.fromEntries(Object.entries(whole).map(([text, put]) => [put, text])), named: [] };
}

export default function ({ data: [data] }) {
  document.documentElement.lang = data.language;
  watcher?.disconnect();
  if (before.language !== data.language) put(document.body, undone(before));
  before = data;
  put(document.body, data);
  if (!data.named.length) return;
  watcher = new MutationObserver((records) => changed(records, data));
  watcher.observe(document.body, {
    subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: NAMES,
  });
}
