"use strict";
// Customers' words reach the page through textContent only.

const PAUSE = 2000;
const byId = (id) => document.getElementById(id);
let clock = null;
let network = "";
let answered = false;
let target = null;
let last = "";

async function json(path, options) {
  const answer = await fetch(path, options);
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.error || answer.statusText);
  return body;
}

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function scenarioTime(seconds, options) {
  return new Date(seconds * 1000).toLocaleString("en-GB", { timeZone: "UTC", ...options });
}

const KINDS = {
  own: "post of the brand",
  mention: "mention",
  search: "post that names the brand",
  visitor_post: "on the brand's page",
  tagged: "on a page of their own",
};

function drawPost(post, index) {
  const place = index === 0 ? "" : post.nested ? " answer nested" : " answer";
  const box = element("article", `post${place}${post.by_brand ? " brand" : ""}`);
  const who = element("div", "who");
  who.append(element("strong", "", post.name));
  if (post.handle) who.append(element("span", "handle", post.handle));
  if (post.by_brand) who.append(element("span", "badge", post.private ? "brand, in private" : "brand"));
  if (post.hidden) who.append(element("span", "badge", "hidden"));
  const time = element("time", "", scenarioTime(post.at, {
    weekday: "short", hour: "2-digit", minute: "2-digit",
  }));
  time.dateTime = new Date(post.at * 1000).toISOString();
  who.append(time);
  const text = post.text
    ? element("div", "text", post.text)
    : element("div", "photo", "A photo without words");
  if (post.lang && post.lang !== "und") text.lang = post.lang;
  text.dir = "auto";
  box.append(who, text);
  return box;
}

function drawThread(thread) {
  const box = element("section", `card thread ${thread.network}`);
  const kind = element("div", "kind");
  kind.append(element("span", "dot"));
  const name = thread.network === "x" ? "X" : "Facebook";
  kind.append(element("span", "", `${name}, ${KINDS[thread.kind] || thread.kind}`));
  box.append(kind);
  thread.posts.forEach((post, index) => {
    box.append(drawPost(post, index));
    if (index === 0 && thread.left_out) {
      box.append(element("p", "more muted", `${thread.left_out} earlier answers`));
    }
  });
  const actions = element("div", "actions");
  const answer = element("button", "plain", "Answer as a customer");
  answer.type = "button";
  answer.addEventListener("click", () => aim(thread));
  actions.append(answer);
  box.append(actions);
  return box;
}

function aim(thread) {
  target = thread;
  byId("target").hidden = thread === null;
  byId("network").disabled = thread !== null;
  if (thread === null) return;
  const newest = thread.posts.filter((post) => !post.private).at(-1);
  target = { network: thread.network, id: newest.id };
  byId("network").value = thread.network;
  byId("target-name").textContent = `In answer to ${newest.name}. `;
  byId("compose").open = true;
  byId("text").focus();
}

function drawThreads(threads) {
  const now = JSON.stringify(threads);
  if (now === last) return;
  last = now;
  const list = byId("threads");
  list.replaceChildren(...threads.map(drawThread));
  if (!threads.length) list.append(element("p", "muted empty", "Nothing has been posted yet."));
}

async function refresh() {
  if (document.hidden) return;
  const [found, summary, facts] = await Promise.all([
    json(`/_sandbox/threads?network=${network}&answered=${answered ? "yes" : ""}`),
    json("/_sandbox/summary"),
    json("/_sandbox/clock"),
  ]);
  clock = facts;
  drawThreads(found.threads);
  byId("visible").textContent = summary.visible;
  byId("replies").textContent = summary.replies;
  byId("reactions").textContent = summary.reactions_pending;
}

function tick() {
  if (!clock) return;
  const now = clock.scenario_start + (Date.now() / 1000 - clock.real_start) * clock.speed;
  byId("now").textContent = scenarioTime(now, {
    weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit",
  }) + " UTC";
  const pace = clock.speed === 1 ? "real time" : `${Math.round(clock.speed)} times real time`;
  byId("pace").textContent = clock.ended && clock.speed !== 1 ? "the story is over" : pace;
}

async function write(event) {
  event.preventDefault();
  const outcome = byId("outcome");
  const body = {
    network: byId("network").value,
    name: byId("name").value.trim(),
    text: byId("text").value,
    lang: "und",
  };
  if (target) body.reply_to_external_id = target.id;
  try {
    await json("/_sandbox/posts", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    byId("text").value = "";
    outcome.textContent = "Posted.";
    aim(null);
    await refresh();
  } catch (error) {
    outcome.textContent = `That did not work: ${error.message}`;
  }
}

function choose(button) {
  network = button.dataset.network || "";
  answered = button.dataset.answered === "yes";
  for (const other of document.querySelectorAll(".filters button")) {
    other.setAttribute("aria-pressed", String(other === button));
  }
  refresh();
}

async function keepUp() {
  try {
    await refresh();
  } catch (error) {
    byId("pace").textContent = "not reachable";
  }
  setTimeout(keepUp, PAUSE);
}

for (const button of document.querySelectorAll(".filters button")) {
  button.addEventListener("click", () => choose(button));
}
byId("write").addEventListener("submit", write);
byId("untarget").addEventListener("click", () => aim(null));
json("/_sandbox/config").then((config) => {
  byId("story").textContent = `${config.title}. Invented customers, a clock of its own.`;
});
byId("compose").open = !matchMedia("(max-width: 760px)").matches;
setInterval(tick, 250);
keepUp();
