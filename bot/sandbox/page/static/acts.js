// What a visitor's act becomes: a request, a pending button, an answer in words.
import { follow } from "./links.js";
import { where } from "./page.js";

const $ = (id) => document.getElementById(id);

export function toast(words) {
  for (const same of $("toasts").children) if (same.textContent === words) same.remove();
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
  if (url && /^https?:/i.test(url)) follow(url);
  const wish = { me: where().me, act: "click", block: element.dataset.block, action: element.dataset.action };
  if (selected !== undefined) wish.selected = selected;
  const view = element.closest("[data-view]");
  const message = element.closest("[data-ts]");
  if (view) wish.view = view.dataset.view;
  else Object.assign(wish, { channel: message.dataset.channel, ts: message.dataset.ts });
  element.setAttribute("aria-busy", "true");
  await post("act", wish);
  element.removeAttribute("aria-busy");
  // The message may have been redrawn while the app was thinking.
  const twins = `[data-ts="${CSS.escape(wish.ts ?? "")}"] [data-action="${CSS.escape(wish.action)}"][aria-busy]`;
  for (const twin of document.querySelectorAll(twins)) twin.removeAttribute("aria-busy");
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
