// The menus in which a visitor breaks a service on purpose, and the bar that says what is broken.
import { post } from "./acts.js";

const panel = document.getElementById("faults");
let openAtPress = null; // which service's menu the mouse found open: that press has closed it already
addEventListener("pointerdown", () => (openAtPress = panel.matches(":popover-open") ? panel.dataset.shown : null), true);
addEventListener("keydown", () => (openAtPress = null), true);
const openers = () => document.querySelectorAll("[data-service]");

export function openFaults(button) {
  const { service } = button.dataset;
  if (openAtPress === service) return;
  panel.dataset.shown = service;
  for (const section of panel.querySelectorAll("[data-faults]")) section.hidden = section.dataset.faults !== service;
  if (!panel.matches(":popover-open")) panel.showPopover();
  const at = button.getBoundingClientRect();
  panel.style.top = `${at.bottom + 6}px`;
  panel.style.left = `${Math.max(8, Math.min(at.left, innerWidth - panel.offsetWidth - 8))}px`;
  panel.querySelector("section:not([hidden]) input")?.focus();
  markOpen();
}

// Redrawn by the server, the menu still shows the service it was opened for.
export function markOpen() {
  const shown = panel.matches(":popover-open") ? panel.dataset.shown : null;
  for (const section of panel.querySelectorAll("[data-faults]")) section.hidden = section.dataset.faults !== panel.dataset.shown;
  for (const opener of openers()) opener.setAttribute("aria-expanded", String(opener.dataset.service === shown));
}

panel.addEventListener("toggle", (event) => {
  markOpen();
  const within = panel.contains(document.activeElement) || document.activeElement === document.body;
  if (event.newState === "closed" && within) document.querySelector(`[data-service="${panel.dataset.shown}"]`)?.focus();
});
panel.addEventListener("change", (event) => {
  const { what, fault } = event.target.dataset;
  post("fault", { what, fault, on: event.target.checked });
});
document.getElementById("repair").onclick = () => post("fault", { repair: true });
