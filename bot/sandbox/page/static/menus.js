// One menu for the whole page, laid over everything, closed by Escape or a click elsewhere.

const menu = document.getElementById("menu");
let opener = null;
let openAtPress = null; // whose menu the mouse found open: that press has closed it already
addEventListener("pointerdown", () => (openAtPress = menu.matches(":popover-open") ? opener : null), true);
addEventListener("keydown", () => (openAtPress = null), true);

export function openMenu(button, entries) {
  if (openAtPress === button) return;
  opener = button;
  menu.replaceChildren(
    ...entries.map(([words, act]) => {
      const item = Object.assign(document.createElement("button"), { type: "button", textContent: words });
      item.setAttribute("role", "menuitem");
      item.onclick = () => {
        menu.hidePopover();
        act();
      };
      return item;
    }),
  );
  menu.setAttribute("aria-label", button.getAttribute("aria-label"));
  (button.closest("dialog") ?? document.body).append(menu);
  menu.showPopover();
  const at = button.getBoundingClientRect();
  const below = at.bottom + menu.offsetHeight + 8 < innerHeight;
  menu.style.top = `${below ? at.bottom + 4 : Math.max(8, at.top - menu.offsetHeight - 4)}px`;
  menu.style.left = `${Math.max(8, Math.min(at.right - menu.offsetWidth, innerWidth - menu.offsetWidth - 8))}px`;
  button.setAttribute("aria-expanded", "true");
  menu.firstElementChild?.focus();
}

menu.addEventListener("toggle", (event) => {
  if (event.newState !== "closed" || !opener) return;
  opener.removeAttribute("aria-expanded");
  if (menu.contains(document.activeElement) || document.activeElement === document.body) opener.focus();
});

menu.addEventListener("keydown", (event) => {
  const items = [...menu.children];
  const now = items.indexOf(document.activeElement);
  const next = { ArrowDown: now + 1, ArrowUp: now - 1, Home: 0, End: items.length - 1 }[event.key];
  if (event.key === "Tab") menu.hidePopover();
  if (next === undefined) return;
  event.preventDefault();
  items.at(next % items.length)?.focus();
});
