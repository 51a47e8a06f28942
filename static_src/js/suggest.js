// Suggests things by their titles while somebody types in a search field: an editable combobox with
// a list (WAI-ARIA 1.2). Choosing one opens it; Enter without a choice searches, as without this file.
const PAUSE = 150;
const SHORTEST = 2;

class Suggest {
  constructor(input, number) {
    this.input = input;
    this.address = new URL("suggest/", input.form.action);
    this.list = document.createElement("ul");
    this.list.id = `suggestions-${number}`;
    this.list.className = "suggestions";
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "Suggestions");
    this.said = document.createElement("div");
    this.said.className = "nhsuk-u-visually-hidden";
    this.said.setAttribute("role", "status");
    // A combobox may be no search field; the keyboard of a phone still shows its key for searching.
    input.type = "text";
    input.setAttribute("enterkeyhint", "search");
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", this.list.id);
    input.setAttribute("aria-expanded", "false");
    input.form.append(this.list, this.said);
    this.close();
    input.addEventListener("input", () => this.later());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => this.close());
    input.form.addEventListener("submit", () => this.close());
    // The field keeps the focus while the list is pressed.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", ({ target }) => this.open(target.closest("[role=option]")));
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), PAUSE);
  }

  async look() {
    this.asked?.abort();
    const typed = this.input.value.trim();
    if (typed.length < SHORTEST) return this.close();
    const { signal } = (this.asked = new AbortController());
    this.address.searchParams.set("q", typed);
    try {
      const answer = await fetch(this.address, { headers: { Accept: "application/json" }, signal });
      if (!answer.ok) return this.close();
      const { suggestions } = await answer.json();
      if (!signal.aborted && document.activeElement === this.input) this.show(suggestions);
    } catch (error) {
      if (error.name !== "AbortError") this.close();
    }
  }

  show(found) {
    this.list.replaceChildren(...found.map((each, place) => this.option(each, place)));
    this.at = -1;
    this.input.removeAttribute("aria-activedescendant");
    this.set(found.length > 0);
    const count = found.length === 1 ? "1 suggestion" : `${found.length} suggestions`;
    this.said.textContent = found.length ? `${count}. Use the up and down arrows.` : "No suggestions";
  }

  option({ title, kind, url }, place) {
    const item = document.createElement("li");
    item.id = `${this.list.id}-${place}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.dataset.url = url;
    const what = document.createElement("span");
    what.textContent = kind;
    item.append(title, " ", what);
    return item;
  }

  key(event) {
    const options = [...this.list.children];
    if (event.isComposing || this.list.hidden || event.ctrlKey || event.metaKey) return;
    if (event.key === "ArrowDown") this.move(options, this.at + 1);
    else if (event.key === "ArrowUp") this.move(options, this.at < 0 ? options.length - 1 : this.at - 1);
    else if (event.key === "Enter" && this.at >= 0) this.open(options[this.at]);
    else if (event.key === "Escape") this.close();
    else return;
    event.preventDefault();
  }

  // Past either end stands the field itself, with what was typed.
  move(options, to) {
    this.at = to >= options.length ? -1 : to;
    options.forEach((each, place) => each.setAttribute("aria-selected", String(place === this.at)));
    options[this.at]?.scrollIntoView({ block: "nearest" });
    if (this.at < 0) this.input.removeAttribute("aria-activedescendant");
    else this.input.setAttribute("aria-activedescendant", options[this.at].id);
  }

  open(option) {
    if (option) location.assign(option.dataset.url);
  }

  set(open) {
    this.list.hidden = !open;
    this.input.setAttribute("aria-expanded", String(open));
  }

  close() {
    clearTimeout(this.timer);
    this.asked?.abort();
    this.at = -1;
    this.input.removeAttribute("aria-activedescendant");
    this.said.textContent = "";
    this.set(false);
  }
}

document.querySelectorAll("form.find input[name=q]").forEach((input, number) => new Suggest(input, number));
