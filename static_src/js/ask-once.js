// Looks up what may answer a question already, while its title is typed, and shows it below the title.
// Without this file the same list comes once when the question is sent.
const PAUSE = 500;
const SHORTEST = 10;

class AskOnce {
  constructor(place) {
    this.place = place;
    this.title = document.getElementById("id_title");
    this.looked = document.getElementById("id_looked");
    this.known = this.title.value;
    this.title.closest(".nhsuk-form-group").after(place);
    this.title.addEventListener("input", () => this.later());
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), PAUSE);
  }

  async look() {
    const title = this.title.value.trim();
    if (title === this.known) return;
    this.known = title;
    if (title.length < SHORTEST) {
      this.place.replaceChildren();
      return;
    }
    const address = `${this.place.dataset.already}?${new URLSearchParams({ title })}`;
    try {
      const answer = await fetch(address, { headers: { Accept: "text/html" } });
      if (!answer.ok || answer.redirected) return;
      const text = await answer.text();
      if (title !== this.known) return;
      this.place.innerHTML = text;
      this.looked.value = "on";
    } catch {
      // No connection: the server shows the list when the question is sent.
    }
  }
}

const place = document.querySelector("[data-already]");
if (place && document.getElementById("id_title")) new AskOnce(place);
