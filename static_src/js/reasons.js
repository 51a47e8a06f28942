// Choosing a reason fills in the words that the person will read, so that they can be changed.
// Words that a moderator has written are left alone.
const words = document.querySelector("#id_words");
const texts = new Map([...document.querySelectorAll("[data-reason]")].map((each) => [each.dataset.reason, each.textContent]));

if (words && texts.size) {
  document.addEventListener("change", ({ target }) => {
    if (target.name !== "reason") return;
    const untouched = !words.value.trim() || [...texts.values()].includes(words.value);
    if (untouched) words.value = texts.get(target.value) ?? "";
  });
}
