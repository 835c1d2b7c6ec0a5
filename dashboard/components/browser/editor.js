// The reply editor. The words live here, in the browser: no rerun, error or refresh of the page takes
// them away. They are reported while one types, and the server answers with its verdict.
const PAUSE = 400;
let shown; // the case on the screen: another one is read from its top
let deaf = () => {}; // for new data Streamlit begins anew here, and ends only the last of them

function kinds(form, data, onchange) {
  const place = form.querySelector(".kinds");
  form.querySelector("fieldset").hidden = data.kinds.length < 2;
  if (place.childElementCount === data.kinds.length) return;
  place.replaceChildren(
    ...data.kinds.map((kind) => {
      const label = document.createElement("label");
      const radio = document.createElement("input");
      Object.assign(radio, { type: "radio", name: "kind", value: kind.value, onchange });
      label.append(radio, kind.label);
      return label;
    }),
  );
}

// What looks wrong is looked at once more: the first click asks, the second one sends.
function isSure(form, data, words) {
  return form.dataset.sure === words.text || (data.unsure !== "" && data.unsure === words.text);
}

// Where the customer goes on is chosen above the editor. One offer at a time; own words stay.
function offered(text, { moves, move }) {
  const kept = moves.reduce((words, offer) => words.replace(offer, ""), text).trimEnd();
  return move && !/\{(code|link)\}/.test(kept) ? `${kept}\n\n${move}`.trimStart() : kept;
}

// Where a rule of the network is in the way, the way out is a link; what it costs is a word.
function waysOut(form, { ways, notes }, labels) {
  const place = form.querySelector("#ways");
  place.replaceChildren(
    ...notes.map((note) => {
      const line = document.createElement("span");
      line.textContent = note;
      return line;
    }),
    ...ways.map(({ label, url }) => {
      const link = document.createElement("a");
      Object.assign(link, { href: url, target: "_blank", rel: "noopener noreferrer" });
      link.textContent = labels.open.replace("{what}", label);
      return link;
    }),
  );
  place.hidden = notes.length + ways.length === 0;
}

// What comes above the editor moves the page, not the words of whoever types or is about to send. What
// counts is the form's place in the page: a scroll of her own may come in the middle. The browser's own
// anchoring is off meanwhile (style.css), or both would move the page.
function hold(form) {
  const main = form.getRootNode().host.closest("[data-testid=stMain]");
  if (!main || form.dataset.held) return;
  form.dataset.held = "yes";
  const place = () => form.getBoundingClientRect().top + main.scrollTop;
  let [stood, height] = [place(), main.clientHeight];
  const watch = new ResizeObserver(() => {
    if (!form.isConnected) {
      watch.disconnect();
      return;
    }
    const [stands, sameWindow] = [place(), main.clientHeight === height]; // else a phone's keyboard came or went
    if (sameWindow && form.matches(":focus-within, :hover")) main.scrollTop += stands - stood;
    [stood, height] = [stands, main.clientHeight];
  });
  for (let part = form.getRootNode().host; part !== main; part = part.parentElement) {
    [...part.parentElement.children].forEach((one) => watch.observe(one));
  }
}

function judge(form, data, words) {
  const verdict = data.verdicts[words.kind];
  const known = verdict.text === words.text;
  const refused = known && verdict.problems.length > 0;
  const warnings = known ? verdict.warnings : [];
  const problems = form.querySelector("#problems");
  const count = form.querySelector("#count");
  problems.textContent = data.error || (refused ? verdict.problems.join(" ") : [data.news, data.notice].filter(Boolean).join(" "));
  problems.className = data.error || refused ? "" : data.news ? "news" : "fine";
  const doubtful = form.querySelector("#doubts");
  doubtful.replaceChildren(
    ...warnings.map((words) => {
      const line = document.createElement("li");
      line.textContent = words;
      return line;
    }),
  );
  doubtful.hidden = warnings.length === 0;
  waysOut(form, known ? verdict : { ways: [], notes: [] }, data.labels);
  const looked = warnings.length > 0 && isSure(form, data, words);
  form.querySelector("#send").textContent = looked ? data.labels.anyway : data.labels.send;
  count.textContent = data.labels.length
    .replace("{part}", verdict.length.toLocaleString(data.language))
    .replace("{whole}", verdict.max_length.toLocaleString(data.language));
  count.className = verdict.length > verdict.max_length ? "over" : "";
  form.querySelector("#moved").hidden = !/\{(code|link)\}/.test(words.text);
  form.querySelector("#send").disabled = refused || form.dataset.busy === data.attempt;
  form.querySelector("#suggest").hidden = words.text.trim() === data.suggestion.text.trim();
}

function label(form, labels) {
  form.querySelectorAll("[data-label]").forEach((place) => {
    place.textContent = labels[place.dataset.label];
  });
  form.querySelector("#doubts").setAttribute("aria-label", labels.doubts);
}

export default function ({ data: [data], parentElement, setStateValue, setTriggerValue }) {
  const form = parentElement.querySelector("form");
  const text = form.querySelector("textarea");
  const next = form.querySelector("#next");
  const choose = (kind) => {
    const radio = form.querySelector(`input[value="${kind}"]`);
    if (radio) radio.checked = true;
  };
  const words = () => ({
    text: text.value,
    kind: form.querySelector("input[name=kind]:checked").value,
  });
  const report = () => {
    clearTimeout(form.timer);
    setStateValue("typed", words());
  };
  const act = (name) => {
    clearTimeout(form.timer);
    if (form.querySelector("#send").disabled && name === "send") return;
    const verdict = data.verdicts[words().kind];
    const doubts = verdict.text === text.value ? verdict.warnings : [];
    if (name === "send" && doubts.length > 0 && !isSure(form, data, words())) {
      form.dataset.sure = text.value;
      judge(form, data, words());
      return;
    }
    form.dataset.busy = data.attempt;
    setTriggerValue(name, { ...words(), next: next.checked, confirmed: doubts });
    judge(form, data, words());
  };

  label(form, data.labels);
  kinds(form, data, report);
  if (form.dataset.seed !== data.seed) {
    const typed = form.dataset.seed ? "" : text.value; // before this script had come: hers, and they stay
    form.dataset.seed = data.seed;
    form.dataset.additions = data.additions;
    form.dataset.sure = "";
    text.value = typed || data.text;
    if (typed) form.timer = setTimeout(report);
    next.checked = data.next;
    choose(data.kind);
    form.dataset.move = data.move;
    if (shown && shown !== data.place) {
      form.getRootNode().host.closest("[data-testid=stMain]")?.scrollTo(0, 0);
    }
    shown = data.place;
  }
  if (form.dataset.additions !== data.additions) {
    form.dataset.additions = data.additions;
    text.value = [text.value.trimEnd(), data.added].filter(Boolean).join("\n\n");
    form.timer = setTimeout(report);
  }
  if (form.dataset.move !== data.move) {
    form.dataset.move = data.move;
    text.value = offered(text.value, data);
    form.timer = setTimeout(report);
  }
  text.oninput = () => {
    clearTimeout(form.timer);
    form.timer = setTimeout(report, PAUSE);
    judge(form, data, words());
  };
  form.onkeydown = (event) => {
    event.stopPropagation(); // the page's own shortcuts are not meant while one types
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      act("send");
    }
  };
  form.onsubmit = (event) => {
    event.preventDefault();
    act("send");
  };
  form.querySelector("#save").onclick = () => act("save");
  form.querySelector("#suggest").onclick = () => {
    text.value = data.suggestion.text;
    choose(data.suggestion.kind);
    report();
    text.focus();
  };
  // Ctrl+Enter sends from anywhere on the page but another field, so that a good draft needs no click
  const anywhere = (event) => {
    const elsewhere = event.target.closest?.("input, textarea, select, [contenteditable=true]");
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || elsewhere) return;
    event.preventDefault();
    act("send");
  };
  deaf();
  document.addEventListener("keydown", anywhere);
  hold(form);
  const mine = (deaf = () => document.removeEventListener("keydown", anywhere));
  judge(form, data, words());
  return () => {
    clearTimeout(form.timer);
    mine();
  };
}
