// Brings what the server drew into the page, touching only what is different.
import { rememberForm, showSeconds } from "./forms.js";

// Applies a change; answers how many items each list gained, and which comments. New items are marked unless this
// is a first sight.
export function patch(change, announce) {
  const comments = [];
  for (const [key, html] of Object.entries(change.parts)) {
    const slot = document.querySelector(`[data-part="${CSS.escape(key)}"]`);
    if (slot && slot.drawn !== html) keepFocus(slot, () => fill(slot, html));
    else if (!slot) comments.push(...redraw(key, html));
  }
  const added = { comments };
  for (const [name, order] of Object.entries(change.orders))
    added[name] = arrange(document.querySelector(`[data-list="${name}"]`), order, change.parts, announce);
  return added;
}

function fill(slot, html) {
  const restore = rememberForm(slot.querySelector("form"));
  slot.drawn = html;
  slot.innerHTML = html;
  showSeconds(slot);
  restore(slot.querySelector("form"));
}

const item = (key) => document.querySelector(`[data-key="${CSS.escape(key)}"]`);

function redraw(key, html) {
  const old = item(key);
  if (!old || old.drawn === html) return [];
  const made = make(key, html);
  const known = new Set([...old.querySelectorAll("[data-comment]")].map((one) => one.dataset.comment));
  const comments = [...made.querySelectorAll("[data-comment]")].filter((one) => !known.has(one.dataset.comment));
  for (const one of comments) one.classList.add("fresh");
  for (const busy of old.querySelectorAll("[data-action][aria-busy]")) {
    const { block, action } = busy.dataset;
    const twin = made.querySelector(`[data-block="${CSS.escape(block)}"][data-action="${CSS.escape(action)}"]`);
    twin?.setAttribute("aria-busy", "true");
  }
  if (made.matches(".message") && timeless(html) !== timeless(old.drawn)) made.classList.add("fresh");
  keepFocus(old, () => old.replaceWith(made), key);
  return comments;
}

const timeless = (html) => html.replace(/<time.*?<\/time>/g, "");

function make(key, html) {
  const holder = document.createElement("template");
  holder.innerHTML = html.trim();
  const made = holder.content.firstElementChild;
  made.dataset.key = key;
  made.drawn = html;
  showSeconds(made);
  return made;
}

// Puts a list in order with the fewest movements, so that what is being read stays where it is.
function arrange(list, order, parts, announce) {
  const have = new Map([...list.children].map((one) => [one.dataset.key, one]));
  const wanted = new Set(order);
  for (const [key, one] of have) if (!wanted.has(key)) one.remove();
  let added = 0;
  let next = list.firstElementChild;
  for (const key of order) {
    let one = have.get(key);
    if (!one) {
      one = make(key, parts[key]);
      if (announce) one.classList.add("fresh");
      added += 1;
    }
    if (one === next) next = next.nextElementSibling;
    else list.insertBefore(one, next);
  }
  return added;
}

// Redraws without losing the keyboard's place: the same control if it is still there, else its message.
function keepFocus(slot, change, key) {
  const focused = slot.contains(document.activeElement) ? document.activeElement : null;
  const mark = focused && signature(focused);
  change();
  if (!focused) return;
  const now = key ? item(key) : slot;
  const same = mark && [...now.querySelectorAll("button, input, textarea, select")].find((one) => signature(one) === mark);
  (same || (now.matches("[tabindex]") ? now : null))?.focus({ preventScroll: true });
}

function signature(control) {
  const { block, action, me, at, thread, service, what, fault } = control.dataset;
  const known = control.matches("[data-action], [data-me], [data-at], [data-thread], [data-service], [data-fault]");
  return known ? [block, action, me, at, thread, service, what, fault].join("|") : "";
}
