// Staying with the newest message, leaving it, and coming back.
import { point } from "./links.js";

const $ = (id) => document.getElementById(id);
const box = $("scroll");
let atEnd = true; // the newest message is in view, and is to stay there
let still = false; // a page that is read from its top, like the home tab
let unseen = false; // something new is below what is in view
let lastTop = 0;

// Says whether to stay at the end from now on; a still page has no end to stay at.
export function stay(wanted, isStill = still) {
  still = isStill;
  atEnd = wanted && !still;
  unseen = false;
  if (atEnd) toEnd();
}

// After every change: shows the newest, or offers it.
export function follows(grew) {
  if (grew && !atEnd) unseen = true;
  if (atEnd) toEnd();
  else offerNewest();
}

const nearEnd = () => box.scrollHeight - box.scrollTop - box.clientHeight < 60;

function toEnd() {
  box.scrollTop = box.scrollHeight;
  unseen = false;
  offerNewest();
}

function offerNewest() {
  const far = box.scrollHeight - box.scrollTop - box.clientHeight > box.clientHeight;
  if (nearEnd()) unseen = false;
  $("newer").hidden = still || !(unseen || far);
  $("newer").textContent = unseen ? "New messages ↓" : "Newest ↓";
}

// Only a person scrolling up leaves the newest message; a page that grows does not.
function settle() {
  const top = box.scrollTop;
  if (still) atEnd = false;
  else if (nearEnd()) atEnd = true;
  else if (top < lastTop - 2) atEnd = false;
  lastTop = top;
  offerNewest();
}

box.addEventListener("scroll", settle);
new ResizeObserver(() => (atEnd ? toEnd() : settle())).observe($("feed"));
$("newer").onclick = () => stay(true);

// Says that a resident has written out of view, and goes there.
export function offerComment(id) {
  const comment = () => document.querySelector(`[data-comment="${CSS.escape(id)}"]`);
  const { top, bottom } = comment().getBoundingClientRect();
  const town = $("town-scroll").getBoundingClientRect();
  $("newer-comment").hidden = top >= town.top && bottom <= town.bottom;
  $("newer-comment").onclick = () => {
    $("newer-comment").hidden = true;
    if (comment()) point(comment());
  };
}
