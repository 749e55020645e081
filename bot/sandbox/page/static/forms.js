// Modals: what is typed into them, what is wrong with it, and keeping both when the app redraws the form.
import { post, toast } from "./acts.js";
import { where } from "./page.js";

const theForm = () => document.querySelector("#modal form");

export async function closeModal() {
  const view = theForm()?.dataset.view;
  if (view) await post("act", { me: where().me, act: "close", view });
}

export async function submitModal() {
  const form = theForm();
  const button = form.querySelector("[type=submit]");
  if (!button || button.getAttribute("aria-busy") === "true") return;
  clearErrors(form);
  const missing = [...form.querySelectorAll("[aria-required]")].filter((control) => isEmpty(valueOf(control)));
  if (missing.length) return showErrors(form, missing.map((control) => [control.dataset.block, "Please fill this in."]));
  const values = {};
  for (const { block, action, value } of typedIn(form)) (values[block] ??= {})[action] = value;
  button.setAttribute("aria-busy", "true");
  const answer = await post("act", { me: where().me, act: "submit", view: form.dataset.view, values });
  settle(form.dataset.view, answer);
}

// The form may have been redrawn while the app was thinking, so it is looked up again.
function settle(view, answer) {
  const form = theForm();
  if (form?.dataset.view !== view) return;
  form.querySelector("[type=submit]")?.removeAttribute("aria-busy");
  if (answer === null) return;
  showErrors(form, Object.entries(answer.errors));
  if (answer.status === null || answer.status >= 300)
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

function showErrors(form, errors) {
  for (const [block, words] of errors) showError(form, block, words);
  const control = form.querySelector(".field.wrong [data-field]");
  if (errors.length) (control?.matches(".choices") ? control.querySelector("input") : control)?.focus();
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

// What a control holds, in the form the workspace takes ------------------------------------------------

const isEmpty = (value) => value === null || value === "" || (Array.isArray(value) && value.length === 0);

export function valueOf(control) {
  const ticked = [...control.querySelectorAll("input:checked")].map((box) => box.value);
  if (control.dataset.kind === "radio_buttons") return ticked[0] ?? null;
  if (control.matches(".choices")) return ticked;
  if (control.value === "") return null;
  if (control.dataset.kind === "datetimepicker") return Math.floor(new Date(control.value).getTime() / 1000);
  if (control.dataset.kind === "rich_text_input") return richText(control.value);
  return control.value;
}

function richText(text) {
  return { type: "rich_text", elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }] };
}

function typedIn(form) {
  return [...form.querySelectorAll("[data-field]:not(button)")].map((control) => ({
    block: control.dataset.block,
    action: control.dataset.action,
    value: valueOf(control),
    raw: control.value,
  }));
}

export function showSeconds(root) {
  for (const control of root.querySelectorAll("[data-seconds]")) {
    const at = new Date(Number(control.dataset.seconds) * 1000);
    if (control.dataset.seconds) control.value = new Date(at - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
  }
}

// Answers how to put back what was typed, what was wrong and what was pending, wherever the control still is.
export function rememberForm(form) {
  if (!form) return () => {};
  const { view } = form.dataset;
  const typed = typedIn(form);
  const wrong = [...form.querySelectorAll(".field.wrong")].map((field) => [field.dataset.for, field.querySelector(".error").textContent]);
  const busy = form.querySelector("[type=submit]")?.getAttribute("aria-busy") === "true";
  return (now) => {
    if (now?.dataset.view !== view) return;
    for (const old of typed) putBack(now, old);
    for (const [block, words] of wrong) showError(now, block, words);
    if (busy) now.querySelector("[type=submit]")?.setAttribute("aria-busy", "true");
  };
}

function putBack(form, old) {
  const control = form.querySelector(`[data-field][data-block="${CSS.escape(old.block)}"][data-action="${CSS.escape(old.action)}"]`);
  if (!control) return;
  if (!control.matches(".choices")) control.value = old.raw;
  else for (const box of control.querySelectorAll("input")) box.checked = [old.value].flat().includes(box.value);
}
