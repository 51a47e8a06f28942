// "Reply" and "Quote" work in the page once somebody has begun to write, so that no word is lost;
// "Quote" with words of the post selected puts just those into the composer. With nothing written
// and nothing selected, or without this file, the links open the composer anew.
const form = document.querySelector("form[data-composer]");
const NOTHING = { post: null, text: "" };
const LINKS = ".post a[href*='quote='], .post a.post__main[href$='#composer']";
let selected = NOTHING;

function postOf(node) {
  const element = node instanceof Element ? node : node && node.parentElement;
  const body = element && element.closest(".post__body");
  return body ? body.closest(".post") : null;
}

// What was selected last in one post. Going to the link, by the mouse or by the Tab key, takes the
// selection away before the link is pressed, so it is remembered until the reader points elsewhere.
function remember() {
  const selection = document.getSelection();
  const post = postOf(selection.anchorNode);
  if (selection.isCollapsed || !post || post !== postOf(selection.focusNode)) return;
  selected = { post, text: selection.toString().trim() };
}

function linkOf(event) {
  const link = event.target.closest ? event.target.closest(LINKS) : null;
  return link && form ? link : null;
}

function asQuotation(text) {
  const lines = text.split("\n").map((line) => `> ${line}`.trimEnd());
  return `${lines.join("\n")}\n\n`;
}

// Whether somebody has begun: words, or files.
function begun() {
  return form.elements.body.value.trim() !== "" || form.querySelector("[data-attached] > *") !== null;
}

// The question itself is answered by every reply, so that stands beside none.
function answer(post, number) {
  const field = form.elements.reply_to;
  if (!field) return;
  const line = form.querySelector("[data-answers]");
  const isFirst = post.classList.contains("post--first");
  field.value = isFirst ? "" : number;
  line.hidden = isFirst;
  line.querySelectorAll("a").forEach((link) => link.remove());
  if (isFirst) return;
  const link = document.createElement("a");
  link.href = `#${post.id}`;
  link.textContent = post.querySelector(".post__who").firstElementChild.textContent;
  line.append(link);
}

function put(quotation) {
  const { body } = form.elements;
  const before = quotation ? body.value.trimEnd() : body.value;
  body.value = `${before}${before && quotation ? "\n\n" : ""}${quotation}`;
  body.focus();
  body.setSelectionRange(body.value.length, body.value.length);
  body.dispatchEvent(new Event("input", { bubbles: true }));
}

// The whole post as the link would bring it: in the Markdown in which it was written.
async function whole(link, post) {
  try {
    const answered = await fetch(link.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answered.text(), "text/html");
    const written = page.querySelector("form[data-composer] [name=body]").value;
    if (written.startsWith(">")) return written;
  } catch {
    // There is no connection: the words alone are quoted.
  }
  return asQuotation(post.querySelector(".post__body").innerText.trim());
}

async function follow(link, post, text) {
  const quotes = link.href.includes("quote=");
  // Who quotes a second post still answers the first.
  const field = form.elements.reply_to;
  if (!quotes || (field && !field.value)) answer(post, post.id.replace("post-", ""));
  if (!quotes) put("");
  else put(text ? asQuotation(text) : await whole(link, post));
}

document.addEventListener("selectionchange", remember);

document.addEventListener("mousedown", (event) => {
  if (!linkOf(event)) selected = NOTHING;
});

document.addEventListener("click", (event) => {
  const link = linkOf(event);
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const post = link.closest(".post");
  const text = link.href.includes("quote=") && selected.post === post ? selected.text : "";
  selected = NOTHING;
  if (!text && !begun()) return;
  event.preventDefault();
  follow(link, post, text);
});
