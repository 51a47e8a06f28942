// Suggests people after an @. Without this file a handle is typed by hand.
import { answer, expand, listOf, option, stayTextbox } from "./expanding.js";

async function people(address, text) {
  // Before a forum is chosen nobody knows who could see it.
  const { people: found = [] } = address ? await answer(address, text) : {};
  const items = found.map(({ handle, name, byline }, number) => {
    const item = option(number, name, byline);
    item.dataset.handle = handle;
    return item;
  });
  return listOf(items, "People to name");
}

// While the next answer is on its way, those whom the text has ruled out are not to be chosen.
function prune(expander, text) {
  const words = text.toLowerCase();
  expander.querySelectorAll(".mentions [data-handle]").forEach((item) => {
    const names = [item.dataset.handle, ...item.firstChild.textContent.toLowerCase().split(" ")];
    if (!names.some((name) => name.startsWith(words))) item.remove();
  });
}

document.querySelectorAll("text-expander[data-mentions]").forEach((expander) => {
  expand(expander, "@", {
    look: (text) => people(expander.dataset.mentions, text),
    chosen: (item) => `@${item.dataset.handle}`,
    prune: (text) => prune(expander, text),
  });
  stayTextbox(expander);
});
