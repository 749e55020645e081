// Keeps the page in step with the world: where the visitor is, the stream of changes, what they touch.
import { chooseShortcut, post, press, toast } from "./acts.js";
import { patch } from "./draw.js";
import { markOpen, openFaults } from "./faults.js";
import { closeModal, submitModal, valueOf } from "./forms.js";
import { openKeys } from "./keys.js";
import { copyLink, follow, point } from "./links.js";
import { openMenu } from "./menus.js";
import { follows, offerComment, stay } from "./scroll.js";

const NAMES = { slack: "Slack", facebook: "Facebook", wordpress: "WordPress" };
const $ = (id) => document.getElementById(id);
const place = Object.fromEntries(new URLSearchParams(location.search));
place.me ??= localStorage.getItem("me") ?? "U0ANA";
let facts = null;
let stream = null;
let warned = null;
let afterwards = null; // what to do once the place asked for is drawn

export const where = () => ({ me: place.me, at: facts?.at });

// Goes somewhere else; what is given is done as soon as that is drawn.
export function go(changes, then = null) {
  Object.assign(place, { msg: "" }, changes);
  afterwards = then;
  for (const key of Object.keys(place)) if (!place[key]) delete place[key];
  localStorage.setItem("me", place.me);
  history.replaceState(null, "", `?${new URLSearchParams(place)}`);
  $("thread").hidden = !place.thread;
  $("owner").checked = place.owner === "1";
  if (place.at === "home" && (changes.at || changes.me)) post("act", { me: place.me, act: "open_home" });
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
    $("repair").hidden = true;
  };
}

// Changes ---------------------------------------------------------------------------------------

function apply(change, first) {
  const box = $("scroll");
  const moved = first && (facts?.at !== change.facts.at || facts?.me !== change.facts.me);
  const added = patch(change, !first);
  facts = change.facts;
  drawFacts();
  showModal();
  if (moved) {
    box.scrollTop = 0;
    stay(facts.at !== "home" && $("notes").hidden, facts.at === "home");
  }
  if (first) arrive();
  if (added.comments.length && !first) offerComment(added.comments.at(-1).dataset.comment);
  follows(!first && added.feed > 0);
  if (!first && added.feed) $("news").textContent = `${added.feed} new in ${document.querySelector(".head h1").textContent}`;
}

// Shows what was asked for by its address, once it is there.
function arrive() {
  afterwards?.();
  afterwards = null;
  if (!place.msg) return;
  const list = place.thread && place.thread !== place.msg ? "thread" : "feed";
  const message = document.querySelector(`[data-list="${list}"] [data-ts="${CSS.escape(place.msg)}"]`);
  if (!message) return toast("That message is not here, or not for you to see.");
  stay(false);
  point(message);
}

// What is not drawn by the server -----------------------------------------------------------------

function drawFacts() {
  const home = facts.at === "home";
  $("quiet").hidden = home || document.querySelector('[data-list="feed"]').children.length > 0;
  $("no-town").hidden = facts.posts.length > 0;
  document.querySelector("#feed").hidden = home;
  $("line-form").hidden = home;
  markOpen();
  once("platforms", [facts.titles, facts.town], drawPlatforms);
  once("resident-post", facts.posts, (slot) => fill(slot, facts.posts));
  once("commands", facts.commands, (slot) => fill(slot, facts.commands.map((name) => [name, ""])));
  banner(facts.broken);
  $("repair").hidden = !facts.broken;
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

function drawPlatforms(slot) {
  slot.replaceChildren(
    ...Object.entries(facts.titles).map(([name, title]) => {
      const button = Object.assign(document.createElement("button"), { type: "button", title, textContent: NAMES[name] ?? title });
      button.setAttribute("aria-pressed", String(name === facts.town));
      button.onclick = () => go({ town: name });
      return button;
    }),
  );
}

function banner(words) {
  $("lost-words").textContent = words;
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

export function showPane(name) {
  document.body.dataset.pane = name;
  for (const button of document.querySelectorAll(".panes button")) button.toggleAttribute("aria-current", button.dataset.pane === name);
}

function showNotes(wanted) {
  $("notes").hidden = !wanted;
  if (wanted) {
    showPane("chat");
    $("scroll").scrollTop = 0;
  } else {
    localStorage.setItem("seen", "yes");
    stay(true, place.at === "home");
  }
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
  if (hit.closest("#platforms")) $("newer-comment").hidden = true;
  if (hit.dataset.me) return go({ me: hit.dataset.me, thread: "", at: place.at === "home" ? "home" : "" });
  if (hit.dataset.at) {
    showPane("chat");
    return go({ at: hit.dataset.at, thread: "" });
  }
  if (hit.dataset.thread) return openThread(hit.dataset.thread);
  if (hit.dataset.service) return openFaults(hit);
  if (hit.matches("a")) {
    if (hit.matches(".beside, .skips a") || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    return follow(hit.href);
  }
  if (hit.dataset.menu) return openMenu(hit, JSON.parse(hit.dataset.menu).map((one) => [one.text.text, () => press(hit, one.value, one.url)]));
  if ("shortcuts" in hit.dataset) return openMenu(hit, messageMenu(hit));
  if ("close" in hit.dataset) return closeModal();
  if ("press" in hit.dataset && hit.matches("button")) return press(hit, undefined, hit.dataset.url);
  if (hit.closest(".panes")) showPane(hit.dataset.pane);
});

document.addEventListener("change", (event) => {
  const element = event.target.closest("[data-press]");
  if (element && !element.matches("button")) press(element, valueOf(element));
});

function messageMenu(button) {
  const message = button.closest(".message");
  const entries = facts.shortcuts.map((name) => [readable(name), () => chooseShortcut(button, name)]);
  if (!message.closest("#thread")) entries.push(["Answer in a thread", () => openThread(message.dataset.ts)]);
  return [...entries, ["Copy link", () => copyLink(message)]];
}

export function openThread(ts) {
  showPane("side");
  go({ thread: ts }, () => $("reply").focus());
}

const readable = (name) => (name.charAt(0).toUpperCase() + name.slice(1)).replaceAll("_", " ");

$("modal").addEventListener("cancel", (event) => {
  event.preventDefault();
  closeModal();
});
$("modal").addEventListener("submit", (event) => {
  event.preventDefault();
  submitModal();
});
$("line-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const text = $("line").value;
  if (!text.trim()) return;
  const sent = await post("act", { me: place.me, act: text.startsWith("/") ? "command" : "say", channel: facts.at, text });
  if (sent) $("line").value = "";
});
$("reply-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const text = $("reply").value;
  if (text.trim() && (await post("act", { me: place.me, act: "say", channel: facts.at, text, thread: place.thread }))) $("reply").value = "";
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
  const all = [...$("feed").querySelectorAll(":scope > .message")];
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
$("keys-open").onclick = openKeys;
$("theme").onclick = () => {
  const names = ["auto", "light", "dark"];
  setTheme(names[(names.indexOf(localStorage.getItem("theme") ?? "auto") + 1) % 3]);
};

setTheme(localStorage.getItem("theme") ?? "auto");
showNotes(localStorage.getItem("seen") !== "yes");
go({ at: place.at, msg: place.msg });
