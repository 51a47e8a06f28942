// "Quote" with words of the post selected puts just those into the composer, without leaving the
// page. With nothing selected, or without this file, the link brings the whole post.
const form = document.querySelector("form[data-composer]");
const NOTHING = { post: null, text: "" };
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

function quoteLink(event) {
  const link = event.target.closest ? event.target.closest(".post a[href*='quote=']") : null;
  return link && form ? link : null;
}

function asQuotation(text) {
  const lines = text.split("\n").map((line) => `> ${line}`.trimEnd());
  return `${lines.join("\n")}\n\n`;
}

// The reply answers the post that is quoted first. The question itself is answered by all of them.
function answer(post, number) {
  const field = form.elements.reply_to;
  if (!field || field.value || post.classList.contains("post--first")) return;
  field.value = number;
  const line = form.querySelector("[data-answers]");
  const link = document.createElement("a");
  link.href = `#${post.id}`;
  link.textContent = post.querySelector(".post__who").firstElementChild.textContent;
  line.append(link);
  line.hidden = false;
}

function put(text) {
  const { body } = form.elements;
  const before = body.value.trimEnd();
  body.value = `${before}${before ? "\n\n" : ""}${asQuotation(text)}`;
  body.focus();
  body.setSelectionRange(body.value.length, body.value.length);
  body.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("selectionchange", remember);

document.addEventListener("mousedown", (event) => {
  if (!quoteLink(event)) selected = NOTHING;
});

document.addEventListener("click", (event) => {
  const link = quoteLink(event);
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const post = link.closest(".post");
  const text = selected.post === post ? selected.text : "";
  selected = NOTHING;
  if (!text) return;
  event.preventDefault();
  answer(post, new URL(link.href).searchParams.get("quote"));
  put(text);
});
