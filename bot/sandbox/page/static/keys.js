// Single keys, for who likes them; they can be switched off, and they rest while somebody types.
import { openThread } from "./page.js";

const $ = (id) => document.getElementById(id);
const help = $("keys");
const TYPING = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";

export function openKeys() {
  $("keys-on").checked = on();
  help.showModal();
  $("keys-done").focus();
}

const on = () => localStorage.getItem("keys") !== "off";
$("keys-on").onchange = () => localStorage.setItem("keys", $("keys-on").checked ? "on" : "off");

function step(by) {
  const all = [...document.querySelectorAll("#feed > .message")];
  const now = all.indexOf(document.activeElement.closest("#feed > .message"));
  const next = now < 0 ? all.at(-1) : all[now + by];
  next?.focus();
}

function channel(by) {
  const all = [...document.querySelectorAll("[data-at]")];
  const now = all.findIndex((one) => one.hasAttribute("aria-current"));
  all[(now + by + all.length) % all.length]?.click();
}

function thread() {
  const message = document.activeElement.closest("#feed > .message");
  if (message) openThread(message.dataset.ts);
}

const press = (selector) => document.querySelector(selector)?.click();
const KEYS = {
  "?": openKeys,
  h: () => press('[data-at="home"]'),
  j: () => step(1),
  k: () => step(-1),
  "[": () => channel(-1),
  "]": () => channel(1),
  n: () => press("#newer"),
  t: thread,
  "/": () => $("line").focus(),
  p: () => press('#platforms [aria-pressed="false"]'),
  o: () => press("#owner"),
  w: () => $("resident-text").focus(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.target.closest(TYPING) || document.querySelector("dialog[open], :popover-open") || !on()) return;
  const person = /^[1-9]$/.test(event.key) && document.querySelectorAll("[data-me]")[event.key - 1];
  const act = person ? () => person.click() : KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});
