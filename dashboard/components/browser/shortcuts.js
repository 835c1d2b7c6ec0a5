// Keys that press what stands on the page. What is not there is not pressed; who types is left alone.
const KEPT = "listenpost.keys";
const TYPED = "input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable=true]";
const LONGEST = 1500;
const WHAT_COMES = 10000; // a slow line: Streamlit fetches the code of buttons with the first of them
let waiting = 0; // the key that waits for what it presses
let deaf = () => {}; // for new data Streamlit begins anew here, and ends only the last of them

// Streamlit draws some of our parts in shadow roots: a selector with >>> goes on inside of them.
function find(selector) {
  const [outer, inner] = selector.split(" >>> ");
  for (const place of document.querySelectorAll(outer)) {
    if (!inner) return place;
    const hosts = [place, ...place.querySelectorAll("*")].filter((one) => one.shadowRoot);
    const found = hosts.map((host) => host.shadowRoot.querySelector(inner)).find(Boolean);
    if (found) return found;
  }
  return null;
}

function step(by) {
  const list = find(".st-key-cases >>> ul.cases");
  const links = [...(list?.querySelectorAll("a.title") ?? [])];
  const at = links.indexOf(list?.getRootNode().activeElement?.closest("li")?.querySelector("a.title"));
  links[at < 0 ? 0 : Math.min(Math.max(at + by, 0), links.length - 1)]?.focus();
}

function pick() {
  const list = find(".st-key-cases >>> ul.cases");
  list?.getRootNode().activeElement?.closest("li")?.querySelector("label:not([hidden]) .pick")?.click();
}

// What can be done with those that are picked; where none is, nothing happens.
function bulk(name) {
  const part = find(`.st-key-cases >>> .bulk:not([hidden]) [data-act=${name}]`);
  if (part?.tagName !== "SELECT") return part?.click();
  part.focus();
  try {
    part.showPicker();
  } catch {
    // a browser without it opens the list on the next key
  }
}

// A menu that opens listens to the keys of what had the focus.
function press(selector) {
  const button = find(selector);
  button?.focus();
  button?.click();
  return Boolean(button);
}

function focus(selector) {
  const field = find(selector);
  field?.focus();
  return Boolean(field);
}

// What each says: whether there was something to do it to.
const ACTS = {
  click: press,
  focus,
  step: (by) => step(Number(by)) ?? true,
  pick: () => pick() ?? true,
  bulk: (name) => bulk(name) ?? true,
};

function shownCase() {
  return Number(new URLSearchParams(location.search).get("case")) || 0;
}

// A key may do one thing to a case and another to those that are picked in the list.
function meantHere(acts) {
  const inCase = shownCase() > 0;
  return acts.find((one) => one.on.includes("{case}") === inCase) ?? acts[0];
}

// Its place is there already, and it will be.
function comes(selector) {
  const [outer] = selector.split(" >>> ");
  return document.querySelector(outer.replaceAll(" button", " [data-testid=stSkeleton]"));
}

// Of a case whose head is on the screen the rest will follow, and below a list's views its search.
function follows(one) {
  const here = one.on.includes("{case}") ? find(`.st-key-case_head-${shownCase()}`) : !shownCase();
  const drawing = document.querySelector('[data-test-script-state="running"]');
  return here && (one.act === "focus" || drawing);
}

// What a key presses may not be drawn yet: it waits, on the case that its reader sees and no other.
// Parts of a case have its number in their names, so that nothing is pressed that the last one left.
function act(one) {
  const [seen, begun] = [shownCase(), performance.now()];
  const on = one.on.replaceAll("{case}", seen);
  const again = () => {
    waiting = 0;
    if (shownCase() !== seen || ACTS[one.act](on)) return;
    const waited = performance.now() - begun;
    if (comes(on) ? waited < WHAT_COMES : waited < LONGEST && follows(one)) waiting = setTimeout(again, 50);
  };
  again();
}

function forget() {
  clearTimeout(waiting);
  waiting = 0;
}

function isOn() {
  return localStorage.getItem(KEPT) !== "off";
}

function row(one) {
  const key = document.createElement("kbd");
  key.textContent = one.shown;
  const [term, what] = [document.createElement("dt"), document.createElement("dd")];
  term.append(key);
  what.textContent = one.label;
  return [term, what];
}

function group(one) {
  const [section, title, list] = ["section", "h3", "dl"].map((name) => document.createElement(name));
  title.textContent = one.title;
  list.append(...one.keys.flatMap(row));
  section.append(title, list);
  return section;
}

export default function ({ data: [data], parentElement }) {
  const at = (selector) => parentElement.querySelector(selector);
  const dialog = at("dialog");
  at("#open").textContent = data.open;
  at("#on").checked = isOn();
  at("#on").onchange = (event) => localStorage.setItem(KEPT, event.target.checked ? "on" : "off");
  // What is closed says nothing: a page is searched for its words.
  const fill = (words) => {
    at("#title").textContent = words?.title ?? "";
    at("label span").textContent = words?.on ?? "";
    at("#close").textContent = words?.close ?? "";
    at("#groups").replaceChildren(...(words?.groups ?? []).map(group));
  };
  const show = () => {
    fill(data);
    dialog.showModal();
  };
  dialog.onclose = () => fill(null);
  at("#open").onclick = show;
  const keys = data.groups.flatMap((one) => one.keys).filter((one) => one.act);
  const pressed = (event) => {
    const meant = !(event.ctrlKey || event.metaKey || event.altKey || event.isComposing);
    if (!meant || !isOn() || event.composedPath()[0].matches?.(TYPED)) return;
    if (dialog.open) return;
    const one = meantHere(keys.filter((each) => each.key === event.key));
    if (!one && event.key !== "?") return;
    event.preventDefault();
    event.stopImmediatePropagation(); // Streamlit has keys of its own
    if (waiting) return; // what is typed ahead may be words for the field that another key asked for
    if (one) act(one);
    else show();
  };
  deaf();
  window.addEventListener("keydown", pressed, true);
  window.addEventListener("pointerdown", forget, true);
  const mine = (deaf = () => {
    forget();
    window.removeEventListener("keydown", pressed, true);
    window.removeEventListener("pointerdown", forget, true);
  });
  return mine;
}
