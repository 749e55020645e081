// Keeps the page in step with the world: where the visitor is, the stream of changes, what they touch.
import { press, chooseShortcut, submitModal, closeModal, toast, post, restoreTyped, typedValues } from "./acts.js";
import { openMenu } from "./menus.js";

const $ = (id) => document.getElementById(id);
const place = Object.fromEntries(new URLSearchParams(location.search));
place.me ??= localStorage.getItem("me") ?? "U0ANA";
let facts = null;
let stream = null;
let warned = null;

export const where = () => ({ me: place.me, at: facts?.at });

function go(changes) {
  Object.assign(place, changes);
  for (const key of Object.keys(place)) if (!place[key]) delete place[key];
  localStorage.setItem("me", place.me);
  history.replaceState(null, "", `?${new URLSearchParams(place)}`);
  $("thread").hidden = !place.thread;
  connect();
}

function connect() {
  stream?.close();
  let first = true;
  stream = new EventSource(`/page/events?${new URLSearchParams(place)}`);
  stream.onmessage = (event) => {
    apply(JSON.parse(event.data), first);
    first = false;
  };
  stream.onerror = () => {
    first = true;
    banner("The practice world doesn’t answer. Trying again…");
  };
}

// Changes ---------------------------------------------------------------------------------------

function apply(change, first) {
  const feed = $("scroll");
  const moved = first && (facts?.at !== change.facts.at || facts?.me !== change.facts.me);
  const atEnd = feed.scrollHeight - feed.scrollTop - feed.clientHeight < 80;
  const sameSeat = !moved && facts !== null;
  for (const [key, html] of Object.entries(change.parts)) {
    const slot = document.querySelector(`[data-part="${key}"]`);
    if (slot && slot.drawn !== html) keepFocus(slot, () => draw(slot, html));
  }
  let added = 0;
  for (const [name, order] of Object.entries(change.orders)) {
    const count = arrange(document.querySelector(`[data-list="${name}"]`), order, change.parts, sameSeat);
    if (name === "feed") added = count;
  }
  for (const [key, html] of Object.entries(change.parts)) redraw(key, html);
  facts = change.facts;
  drawFacts();
  showModal();
  if (moved || (added && atEnd)) feed.scrollTop = facts.at === "home" ? 0 : feed.scrollHeight;
  else if (added && sameSeat) $("newer").hidden = false;
}

function draw(slot, html) {
  const typed = slot.dataset.part === "modal" ? typedValues(slot) : null;
  slot.drawn = html;
  slot.innerHTML = html;
  if (typed) restoreTyped(slot, typed);
}

function make(key, html) {
  const holder = document.createElement("template");
  holder.innerHTML = html.trim();
  const item = holder.content.firstElementChild;
  item.dataset.key = key;
  item.drawn = html;
  return item;
}

function redraw(key, html) {
  const old = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (old && old.drawn !== html) keepFocus(old, () => old.replaceWith(make(key, html)), key);
}

// Puts a list in order with the fewest movements, so that what is being read stays where it is.
function arrange(list, order, parts, announce) {
  const have = new Map([...list.children].map((item) => [item.dataset.key, item]));
  const wanted = new Set(order);
  for (const [key, item] of have) if (!wanted.has(key)) item.remove();
  let added = 0;
  let next = list.firstElementChild;
  for (const key of order) {
    let item = have.get(key);
    if (!item) {
      item = make(key, parts[key]);
      if (announce) item.classList.add("fresh");
      added += 1;
    }
    if (item === next) next = next.nextElementSibling;
    else list.insertBefore(item, next);
  }
  return added;
}

function keepFocus(slot, change, key) {
  const focus = document.activeElement;
  const mark = slot.contains(focus) ? signature(focus) : null;
  change();
  if (mark === null) return;
  const now = key ? document.querySelector(`[data-key="${CSS.escape(key)}"]`) : slot;
  const same = mark && [...now.querySelectorAll("button, input, textarea, select, a")].find((item) => signature(item) === mark);
  (same || (now.tabIndex === -1 ? now : null))?.focus({ preventScroll: true });
}

function signature(item) {
  const { block, action, me, at, thread } = item.dataset;
  return item.matches("[data-action], [data-me], [data-at], [data-thread]") ? [block, action, me, at, thread].join("|") : "";
}

// What is not drawn by the server -----------------------------------------------------------------

function drawFacts() {
  const home = facts.at === "home";
  $("quiet").hidden = home || document.querySelector('[data-list="feed"]').children.length > 0;
  $("no-town").hidden = facts.posts.length > 0;
  document.querySelector("#feed").hidden = home;
  $("line-form").hidden = home;
  once("switches", { down: facts.down, titles: facts.titles }, drawSwitches);
  once("platforms", [facts.titles, facts.town], drawPlatforms);
  once("resident-post", facts.posts, (slot) => fill(slot, facts.posts));
  once("commands", facts.commands, (slot) => fill(slot, facts.commands.map((name) => [name, ""])));
  banner(facts.down.slack ? "Slack is down. The desk keeps its work and catches up when Slack is back." : "");
  if (warned !== null && warned.me === facts.me)
    for (const sentence of facts.warnings.slice(warned.count)) toast(sentence);
  warned = { me: facts.me, count: facts.warnings.length };
  for (const button of document.querySelectorAll(".panes button"))
    button.toggleAttribute("aria-current", button.dataset.pane === document.body.dataset.pane);
}

function once(id, value, change) {
  const slot = $(id);
  const key = JSON.stringify(value);
  if (slot.drawn === key) return;
  slot.drawn = key;
  change(slot);
}

function fill(slot, pairs) {
  const chosen = slot.value;
  slot.replaceChildren(...pairs.map(([value, text]) => new Option(text, value)));
  if (pairs.some(([value]) => value === chosen)) slot.value = chosen;
}

function drawSwitches(slot) {
  const names = { slack: "Slack", facebook: "Facebook", wordpress: "WordPress" };
  const focused = slot.contains(document.activeElement) ? document.activeElement.dataset.what : null;
  slot.replaceChildren(
    ...Object.entries(facts.down).map(([what, down]) => {
      const label = document.createElement("label");
      label.className = "switch fault";
      const input = Object.assign(document.createElement("input"), { type: "checkbox", checked: down });
      input.setAttribute("role", "switch");
      input.dataset.what = what;
      input.onchange = () => post("fault", { what, down: input.checked });
      label.append(input, `${names[what] ?? what} down`);
      return label;
    }),
  );
  if (focused) slot.querySelector(`[data-what="${focused}"]`)?.focus();
}

function drawPlatforms(slot) {
  slot.replaceChildren(
    ...Object.entries(facts.titles).map(([name, title]) => {
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: title });
      button.setAttribute("aria-pressed", String(name === facts.town));
      button.onclick = () => go({ town: name });
      return button;
    }),
  );
}

function banner(words) {
  $("lost").textContent = words;
  $("lost").hidden = !words;
}

function showModal() {
  const dialog = $("modal");
  const wanted = dialog.querySelector("form");
  if (!wanted && dialog.open) dialog.close();
  if (wanted && !dialog.open) {
    dialog.showModal();
    (wanted.querySelector("[autofocus], .body [data-field], .body button, footer [type=submit]") ?? wanted).focus();
  }
}

function showPane(name) {
  document.body.dataset.pane = name;
  for (const button of document.querySelectorAll(".panes button")) button.toggleAttribute("aria-current", button.dataset.pane === name);
}

function showNotes(wanted) {
  $("notes").hidden = !wanted;
  if (wanted) {
    showPane("chat");
    $("scroll").scrollTop = 0;
  } else localStorage.setItem("seen", "yes");
}

function setTheme(name) {
  document.documentElement.dataset.theme = name;
  $("theme").textContent = `Theme: ${name}`;
  localStorage.setItem("theme", name);
}

// What the visitor does -----------------------------------------------------------------------------

document.addEventListener("click", (event) => {
  const hit = event.target.closest("button, a");
  if (!hit) return;
  if (hit.dataset.me) return go({ me: hit.dataset.me, thread: "", at: place.at === "home" ? "home" : "" });
  if (hit.dataset.at) {
    showPane("chat");
    if (hit.dataset.at === "home") post("act", { me: place.me, act: "open_home" });
    return go({ at: hit.dataset.at, thread: "" });
  }
  if (hit.dataset.thread) {
    showPane("side");
    return go({ thread: hit.dataset.thread });
  }
  if (hit.dataset.menu) return openMenu(hit, JSON.parse(hit.dataset.menu).map((one) => [one.text.text, () => press(hit, one.value, one.url)]));
  if ("shortcuts" in hit.dataset) return openMenu(hit, facts.shortcuts.map((name) => [readable(name), () => chooseShortcut(hit, name)]));
  if ("close" in hit.dataset) return closeModal();
  if ("press" in hit.dataset && hit.matches("button")) return press(hit, undefined, hit.dataset.url);
  if (hit.closest(".panes")) showPane(hit.dataset.pane);
});

document.addEventListener("change", (event) => {
  const element = event.target.closest("[data-press]");
  if (element && !element.matches("button")) press(element, typedValues(element.parentElement, true)[0]?.value);
});

const readable = (name) => (name.charAt(0).toUpperCase() + name.slice(1)).replaceAll("_", " ");

$("modal").addEventListener("cancel", (event) => {
  event.preventDefault();
  closeModal();
});
$("modal").addEventListener("submit", (event) => {
  event.preventDefault();
  submitModal(event.target);
});
$("line-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const text = $("line").value;
  if (!text.trim()) return;
  const sent = await post("act", { me: place.me, act: text.startsWith("/") ? "command" : "say", channel: facts.at, text });
  if (sent) $("line").value = "";
});
$("resident").addEventListener("submit", async (event) => {
  event.preventDefault();
  const wish = { platform: facts.town, post: $("resident-post").value, author: $("resident-name").value, text: $("resident-text").value };
  if (await post("comment", wish)) $("resident-text").value = "";
});
for (const id of ["line", "resident-text"])
  $(id).addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) $(id).form.requestSubmit();
  });
$("feed").addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || event.target.closest("select, input, textarea")) return;
  const all = [...$("feed").children];
  const now = all.indexOf(event.target.closest(".message"));
  const next = now < 0 ? all.at(-1) : all[now + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || $("thread").hidden || document.querySelector("dialog[open], :popover-open")) return;
  closeThread();
});
function closeThread() {
  const opener = document.querySelector(`[data-list="feed"] [data-thread="${CSS.escape(place.thread)}"]`);
  go({ thread: "" });
  showPane("chat");
  opener?.focus();
}
$("thread-close").onclick = closeThread;
$("owner").onchange = () => go({ owner: $("owner").checked ? "1" : "" });
$("notes-done").onclick = () => showNotes(false);
$("help").onclick = () => showNotes(true);
$("newer").onclick = () => ($("scroll").scrollTop = $("scroll").scrollHeight);
$("scroll").addEventListener("scroll", () => {
  const box = $("scroll");
  if (box.scrollHeight - box.scrollTop - box.clientHeight < 80) $("newer").hidden = true;
});
$("theme").onclick = () => {
  const names = ["auto", "light", "dark"];
  setTheme(names[(names.indexOf(localStorage.getItem("theme") ?? "auto") + 1) % 3]);
};

setTheme(localStorage.getItem("theme") ?? "auto");
$("owner").checked = place.owner === "1";
showNotes(localStorage.getItem("seen") !== "yes");
go({});
