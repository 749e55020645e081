// Addresses: of a message, in the page's own form and in Slack's, and of a comment on a public page.
import { toast } from "./acts.js";
import { go, showPane } from "./page.js";

const SLACK = /\/archives\/([A-Z0-9]+)\/p(\d{10})(\d{6})(?:\?(.*))?$/;

function messageAt(url) {
  const found = SLACK.exec(url.href);
  if (found) return { at: found[1], msg: `${found[2]}.${found[3]}`, thread: new URLSearchParams(found[4]).get("thread_ts") ?? "" };
  const asked = url.searchParams;
  if (url.origin !== location.origin || !asked.get("msg")) return null;
  return { at: asked.get("at"), msg: asked.get("msg"), thread: asked.get("thread") ?? "" };
}

function commentAt(url) {
  const id = /^comment-(\d+)$/.exec(url.hash.slice(1))?.[1] ?? url.searchParams.get("comment_id");
  return id && { id, town: url.searchParams.has("comment_id") ? "facebook" : "wordpress" };
}

// Follows an address as far as the practice world reaches; the real Internet stays closed.
export function follow(address) {
  const url = new URL(address, location.href);
  const message = messageAt(url);
  if (message) return go(message);
  const comment = commentAt(url);
  if (!comment) return toast(`In Slack this opens ${url.href}. The practice world opens nothing outside itself.`);
  showPane("side");
  go({ town: comment.town, owner: "1", thread: "" }, () => showComment(comment.id));
}

function showComment(id) {
  const comment = [...document.querySelectorAll("[data-comment]")].find((one) => one.dataset.comment.split("_").at(-1) === id);
  if (!comment) return toast("The comment is no longer on the page.");
  point(comment);
}

// Brings something into view and marks it for a moment.
export function point(item) {
  item.scrollIntoView({ block: "center" });
  item.classList.remove("found");
  void item.offsetWidth; // starts the mark anew
  item.classList.add("found");
  item.tabIndex = -1;
  item.focus({ preventScroll: true });
}

export async function copyLink(message) {
  const { channel, ts } = message.dataset;
  const thread = message.closest("#thread") ? `&thread=${document.querySelector("#thread .message").dataset.ts}` : "";
  const address = `${location.origin}/?at=${channel}&msg=${ts}${thread}`;
  try {
    await navigator.clipboard.writeText(address);
    toast("The link is copied.");
  } catch {
    toast(address); // a browser may refuse the clipboard
  }
}
