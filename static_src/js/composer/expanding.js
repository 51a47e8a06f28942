// A list below the text being written, for what is typed after a key: people after an @, pages and
// topics after a #. What the kinds of list have in common.
import "@github/text-expander-element";

export async function answer(address, text, options = {}) {
  const url = new URL(address, document.baseURI);
  url.searchParams.set("q", text);
  try {
    const given = await fetch(url, { headers: { Accept: "application/json" }, ...options });
    return given.ok ? await given.json() : {};
  } catch {
    return {};
  }
}

export function listOf(items, label) {
  const list = document.createElement("ul");
  list.className = "mentions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", label);
  list.append(...items);
  return { matched: items.length > 0, fragment: list };
}

export function option(number, first, rest) {
  const item = document.createElement("li");
  item.setAttribute("role", "option");
  item.id = `mention-${number}`;
  const bold = document.createElement("b");
  bold.textContent = first;
  item.append(bold, rest ? `, ${rest}` : "");
  return item;
}

// `look` gives a list for what is typed, `chosen` the words that take its place.
export function expand(expander, sign, { look, chosen, prune = () => {} }) {
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
    const { key, provide, text } = event.detail;
    if (key !== sign) return;
    prune(text);
    latest = look(text);
    provide(newest());
  });
  expander.addEventListener("text-expander-value", (event) => {
    if (event.detail.key === sign) event.detail.value = chosen(event.detail.item);
  });
}

// A box of several lines is a textbox, which may have a list of suggestions, and no combobox.
export function stayTextbox(expander) {
  expander.addEventListener("text-expander-committed", (event) => {
    event.detail.input.dispatchEvent(new Event("input", { bubbles: true }));
  });
  expander.addEventListener("text-expander-activate", () => {
    const field = expander.querySelector("textarea");
    queueMicrotask(() => ["role", "aria-expanded", "aria-haspopup"].forEach((name) => field.removeAttribute(name)));
  });
}
