// The list of cases. Rows are matched by case, so that a refresh moves nothing that did not change.
const PATHS = {
  x: "M14.3 10.2 22.4 1h-1.9l-7 8-5.6-8H1.4l8.5 12.1L1.4 22.8h1.9l7.4-8.5 6 8.5h6.5zm-2.6 3-.9-1.2L4 2.4h3l5.5 7.7.9 1.2 7.1 10h-3z",
  facebook: "M24 12a12 12 0 1 0-13.9 11.9v-8.4H7.1V12h3V9.4c0-3 1.8-4.7 4.5-4.7 1.3 0 2.7.2 2.7.2v3h-1.5c-1.5 0-2 .9-2 1.9V12h3.4l-.5 3.5h-2.8v8.4A12 12 0 0 0 24 12z",
};

function icon(platform) {
  const path = PATHS[platform];
  if (!path) return [];
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.append(document.createElementNS(svg.namespaceURI, "path"));
  svg.firstChild.setAttribute("d", path);
  return [svg];
}

function facts(row) {
  return row.facts.flatMap((fact, index) => {
    const part = document.createElement(fact.strong ? "b" : "span");
    part.textContent = fact.text;
    return index ? [" · ", part] : [part];
  });
}

function fill(item, row) {
  const find = (name) => item.querySelector("." + name);
  item.dataset.row = JSON.stringify(row);
  item.className = row.color;
  find("urgency").textContent = row.urgency;
  find("private").hidden = !row.private;
  find("private").textContent = row.private;
  find("customer").textContent = row.customer;
  find("network").replaceChildren(...icon(row.platform), row.network);
  find("due").textContent = row.due;
  find("due").className = "due " + row.due_color;
  find("title").textContent = row.title;
  find("title").href = row.href;
  find("facts").replaceChildren(...facts(row));
  find("note").hidden = !row.note;
  find("note").textContent = row.note;
}

function picked(list) {
  return [...list.querySelectorAll(".pick:checked")].map((box) => box.closest("li"));
}

function count(list, bar, bulk) {
  const number = picked(list).length;
  bar.hidden = number === 0;
  bar.querySelector(".count").textContent = bulk.count.replace("{number}", number);
}

// What can be done with all that are picked; the server asks each case whether it may be done.
function offer(list, bar, bulk, tell) {
  bar.setAttribute("aria-label", bulk.label);
  bar.querySelectorAll("button").forEach((one) => (one.textContent = bulk.acts[one.dataset.act]));
  const times = bar.querySelector("select");
  const options = [bulk.acts.snooze, ...bulk.times];
  if (times.childElementCount !== options.length || times.options[0].text !== options[0]) {
    times.replaceChildren(...options.map((text, place) => new Option(text, place - 1)));
  }
  const act = (name, time) => {
    const cases = picked(list).map((item) => Number(item.dataset.case));
    list.querySelectorAll(".pick").forEach((box) => (box.checked = false));
    times.selectedIndex = 0;
    count(list, bar, bulk);
    if (name !== "clear") tell({ act: name, time, cases });
  };
  times.onchange = () => act("snooze", Number(times.value));
  bar.querySelectorAll("button").forEach((one) => (one.onclick = () => act(one.dataset.act, 0)));
  list.onchange = () => count(list, bar, bulk);
  count(list, bar, bulk);
}

function saysOtherwise(item, row) {
  return item.dataset.row !== JSON.stringify(row);
}

function put(list, template, row, known, before) {
  const item = known.get(String(row.case)) ?? template.content.firstElementChild.cloneNode(true);
  item.dataset.case = row.case;
  if (saysOtherwise(item, row)) fill(item, row);
  if (item !== before) list.insertBefore(item, before);
  return item;
}

// All rows, in the order that they have now, each as high as it likes.
function place(list, template, data, known) {
  const wanted = new Set(data.rows.map((row) => String(row.case)));
  known.forEach((item, id) => (wanted.has(id) ? item.querySelector(".rest").removeAttribute("style") : item.remove()));
  data.rows.forEach((row, index) => put(list, template, row, known, list.children[index] ?? null));
}

// A card that says more stays as high as it is: what matters most stands first, the rest is cut.
function keep(item) {
  const rest = item.querySelector(".rest");
  rest.style.height ||= `${rest.offsetHeight}px`;
}

// The cards that are there stay where they are; what comes behind them moves none. Returns how many
// are new. What has gone is said to have gone, unless it only went to the next page.
function hold(list, template, data, known) {
  const rows = new Map(data.rows.map((row) => [String(row.case), row]));
  const behind = data.rows.findLastIndex((row) => known.has(String(row.case))) + 1;
  const fresh = data.rows.slice(0, behind).filter((row) => !known.has(String(row.case))).length;
  const last = known.size - (data.fresh.full ? fresh : 0);
  [...known].forEach(([id, item], index) => {
    const row = rows.get(id);
    if (row && saysOtherwise(item, row)) keep(item);
    if (row) put(list, template, row, known, item);
    else if (index < last) fade(item, data.fresh.gone);
  });
  data.rows.slice(behind).forEach((row) => put(list, template, row, known, null));
  return fresh;
}

function fade(item, words) {
  item.dataset.row = "";
  item.className = "gone";
  const due = item.querySelector(".due");
  [due.textContent, due.className] = [words, "due gray"];
}

function cards(list) {
  return new Map([...list.children].map((item) => [item.dataset.case, item]));
}

// Where each card stands is the reader's: what would move one waits behind a button. The server
// says which list this is; another one, and what she did herself, is shown at once.
function show(list, template, data, button) {
  const known = cards(list);
  const reading = known.size > 0 && data.fresh && list.dataset.place === data.fresh.place;
  list.dataset.place = data.fresh?.place ?? "";
  const fresh = reading ? hold(list, template, data, known) : place(list, template, data, known);
  const same = data.rows.map((row) => row.case).join() === [...cards(list).keys()].join();
  const words = fresh ? data.fresh.count.replace("{number}", fresh) : data.fresh?.changed;
  button.hidden = same;
  button.textContent = same ? "" : words;
}

function move(list, event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const titles = [...list.querySelectorAll("a.title")];
  const next = titles[titles.indexOf(event.target) + step];
  if (!step || !next || event.target.type === "checkbox") return;
  event.preventDefault();
  next.focus();
}

function label(list, bulk) {
  list.querySelectorAll(".pick").forEach((box) => {
    box.parentElement.hidden = !bulk;
    const customer = box.closest("li").querySelector(".customer").textContent;
    box.setAttribute("aria-label", `${bulk?.pick} ${customer}`);
  });
}

export default function ({ data: [data], parentElement, setTriggerValue }) {
  const list = parentElement.querySelector("ul");
  const template = parentElement.querySelector("template");
  const button = parentElement.querySelector(".fresh button");
  list.setAttribute("aria-label", data.label);
  show(list, template, data, button);
  label(list, data.bulk);
  // Whoever presses it goes on at the first card that is new.
  button.onclick = () => {
    const known = cards(list);
    list.dataset.place = "";
    show(list, template, data, button);
    label(list, data.bulk);
    const first = data.rows.find((row) => !known.has(String(row.case))) ?? data.rows[0];
    cards(list).get(String(first.case)).querySelector("a.title").focus();
  };
  if (data.bulk) {
    const tell = (wanted) => setTriggerValue("bulk", wanted);
    offer(list, parentElement.querySelector(".bulk"), data.bulk, tell);
  }
  list.onkeydown = (event) => move(list, event);
  list.onclick = (event) => {
    const link = event.target.closest("a.title");
    const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.button;
    if (!link || elsewhere) return; // the browser opens another tab by itself
    event.preventDefault();
    list.getRootNode().host.closest("[data-testid=stMain]")?.scrollTo(0, 0);
    setTriggerValue("open", Number(link.closest("li").dataset.case));
  };
}
