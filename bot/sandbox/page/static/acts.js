// What a visitor's act becomes: a request, a pending button, an answer in words.
import { where } from "./page.js";

const $ = (id) => document.getElementById(id);

export function toast(words) {
  const note = Object.assign(document.createElement("p"), { className: "toast", textContent: words });
  $("toasts").append(note);
  setTimeout(() => note.remove(), 7000);
}

// Sends a wish; answers what came back, or null after saying why it was refused.
export async function post(path, wish) {
  let answer;
  try {
    answer = await fetch(`/page/${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(wish),
    });
  } catch {
    toast("The practice world doesn’t answer.");
    return null;
  }
  if (answer.ok) return answer.json();
  toast(answer.status === 409 ? (await answer.json()).refusal : await answer.text());
  return null;
}

// Presses a button or chooses from a menu, on a message, in a modal or on the home tab.
export async function press(element, selected, url) {
  if (element.getAttribute("aria-busy") === "true") return;
  if (element.dataset.confirm && !(await agreed(JSON.parse(element.dataset.confirm)))) return;
  if (url && /^https?:/i.test(url)) window.open(url, "_blank", "noopener");
  const wish = { me: where().me, act: "click", block: element.dataset.block, action: element.dataset.action };
  if (selected !== undefined) wish.selected = selected;
  const view = element.closest("[data-view]");
  const message = element.closest("[data-ts]");
  if (view) wish.view = view.dataset.view;
  else Object.assign(wish, { channel: message.dataset.channel, ts: message.dataset.ts });
  element.setAttribute("aria-busy", "true");
  await post("act", wish);
  element.removeAttribute("aria-busy");
}

export function chooseShortcut(button, shortcut) {
  const { channel, ts } = button.closest("[data-ts]").dataset;
  return post("act", { me: where().me, act: "shortcut", channel, ts, shortcut });
}

function agreed(confirm) {
  const dialog = $("confirm");
  $("confirm-title").textContent = confirm.title?.text ?? "Are you sure?";
  $("confirm-text").textContent = confirm.text?.text ?? "";
  $("confirm-yes").textContent = confirm.confirm?.text ?? "Yes";
  $("confirm-no").textContent = confirm.deny?.text ?? "Cancel";
  $("confirm-yes").className = `button ${confirm.style === "danger" ? "danger" : "primary"}`;
  dialog.returnValue = "no";
  dialog.showModal();
  $("confirm-no").focus();
  return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true }));
}

// Modals --------------------------------------------------------------------------------------------

export async function closeModal() {
  const view = document.querySelector("#modal form")?.dataset.view;
  if (view) await post("act", { me: where().me, act: "close", view });
}

export async function submitModal(form) {
  const button = form.querySelector("[type=submit]");
  if (!button || button.getAttribute("aria-busy") === "true") return;
  clearErrors(form);
  const missing = [...form.querySelectorAll("[aria-required]")].filter((item) => isEmpty(valueOf(item)));
  if (missing.length) {
    for (const item of missing) showError(form, item.dataset.block, "Please fill this in.");
    return focusInside(missing[0]);
  }
  const values = {};
  for (const { block, action, value } of typedValues(form)) (values[block] ??= {})[action] = value;
  button.setAttribute("aria-busy", "true");
  const answer = await post("act", { me: where().me, act: "submit", view: form.dataset.view, values });
  button.removeAttribute("aria-busy");
  if (!answer) return;
  const wrong = Object.entries(answer.errors);
  for (const [block, words] of wrong) showError(form, block, words);
  if (wrong.length) focusInside(form.querySelector(`[data-for="${CSS.escape(wrong[0][0])}"] [data-field]`));
  else if (answer.status === null || answer.status >= 300)
    form.querySelector(".progress").textContent = "The app didn’t answer. What you typed is still here; try again.";
}

function clearErrors(form) {
  form.querySelector(".progress").textContent = "";
  for (const field of form.querySelectorAll(".field.wrong")) {
    field.classList.remove("wrong");
    field.querySelector("[data-field]").removeAttribute("aria-invalid");
    field.querySelector(".error").hidden = true;
  }
}

function showError(form, block, words) {
  const field = form.querySelector(`[data-for="${CSS.escape(block)}"]`);
  if (!field) return toast(words);
  field.classList.add("wrong");
  field.querySelector("[data-field]").setAttribute("aria-invalid", "true");
  const note = field.querySelector(".error");
  note.textContent = words;
  note.hidden = false;
}

const focusInside = (item) => (item?.matches(".choices") ? item.querySelector("input") : item)?.focus();
const isEmpty = (value) => value === null || value === "" || (Array.isArray(value) && value.length === 0);

// What an element holds, in the form the workspace takes.
function valueOf(item) {
  const kind = item.dataset.kind;
  const ticked = [...item.querySelectorAll?.("input:checked")].map((box) => box.value);
  if (kind === "radio_buttons") return ticked[0] ?? null;
  if (item.matches(".choices")) return ticked;
  if (item.value === "") return null;
  if (kind === "datetimepicker") return Math.floor(new Date(item.value).getTime() / 1000);
  if (kind === "rich_text_input") return richText(item.value);
  return item.value;
}

function richText(text) {
  return { type: "rich_text", elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }] };
}

export function typedValues(root, pressed = false) {
  const fields = [...root.querySelectorAll(pressed ? "[data-press]:not(button)" : "[data-field]:not(button)")];
  return fields.map((item) => ({
    view: item.closest("[data-view]")?.dataset.view,
    block: item.dataset.block,
    action: item.dataset.action,
    value: valueOf(item),
    raw: item.matches(".choices") ? null : item.value,
  }));
}

// A modal that the app redrew keeps what was typed wherever the same element is still there.
export function restoreTyped(root, typed) {
  for (const item of root.querySelectorAll("[data-seconds]")) {
    const seconds = Number(item.dataset.seconds);
    if (seconds) item.value = new Date((seconds - new Date(seconds * 1000).getTimezoneOffset() * 60) * 1000).toISOString().slice(0, 16);
  }
  for (const old of typed) {
    const item = [...root.querySelectorAll("[data-field]")].find(
      (one) => one.dataset.block === old.block && one.dataset.action === old.action && one.closest("[data-view]").dataset.view === old.view,
    );
    if (!item) continue;
    if (!item.matches(".choices")) item.value = old.raw;
    else for (const box of item.querySelectorAll("input")) box.checked = [old.value].flat().includes(box.value);
  }
}
