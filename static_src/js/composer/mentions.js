// Suggests people after an @. Without this file a handle is typed by hand.
import "@github/text-expander-element";

async function people(address, text) {
  const url = new URL(address, document.baseURI);
  url.searchParams.set("q", text);
  try {
    const answer = await fetch(url, { headers: { Accept: "application/json" } });
    return answer.ok ? (await answer.json()).people : [];
  } catch {
    return [];
  }
}

function option({ handle, name, byline }, number) {
  const item = document.createElement("li");
  item.setAttribute("role", "option");
  item.id = `mention-${number}`;
  item.dataset.handle = handle;
  const bold = document.createElement("b");
  bold.textContent = name;
  item.append(bold, byline ? `, ${byline}` : "");
  return item;
}

async function suggest(address, text) {
  const found = await people(address, text);
  const list = document.createElement("ul");
  list.className = "mentions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "People to name");
  list.append(...found.map(option));
  return { matched: found.length > 0, fragment: list };
}

// While the next answer is on its way, those whom the text has ruled out are not to be chosen.
function prune(expander, text) {
  const words = text.toLowerCase();
  expander.querySelectorAll(".mentions [role=option]").forEach((item) => {
    const names = [item.dataset.handle, ...item.firstChild.textContent.toLowerCase().split(" ")];
    if (!names.some((name) => name.startsWith(words))) item.remove();
  });
}

function suggestIn(expander) {
  let latest = null;

  // An answer that was overtaken by a later one gives way to it.
  async function newest() {
    let found = null;
    let asked = null;
    while (asked !== latest) {
      asked = latest;
      found = await asked;
    }
    return found;
  }

  expander.addEventListener("text-expander-change", (event) => {
    const { provide, text } = event.detail;
    prune(expander, text);
    latest = suggest(expander.dataset.mentions, text);
    provide(newest());
  });
  expander.addEventListener("text-expander-value", (event) => {
    event.detail.value = `@${event.detail.item.dataset.handle}`;
  });
  expander.addEventListener("text-expander-committed", (event) => {
    event.detail.input.dispatchEvent(new Event("input", { bubbles: true }));
  });
  // A box of several lines is a textbox, which may have a list of suggestions, and no combobox.
  expander.addEventListener("text-expander-activate", () => {
    const field = expander.querySelector("textarea");
    queueMicrotask(() => ["role", "aria-expanded", "aria-haspopup"].forEach((name) => field.removeAttribute(name)));
  });
}

document.querySelectorAll("text-expander[data-mentions]").forEach(suggestIn);
