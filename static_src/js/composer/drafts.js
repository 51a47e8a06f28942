// Keeps what is written as a draft on the hub, some seconds after its writer stops typing, so that
// it is there on any device. Without this file nothing is lost but what a closed page takes along.
import { token } from "./token.js";

const PAUSE = 2500;
const CHOOSE = "Not kept as a draft yet: first put back or throw away the one above.";

class Drafts {
  constructor(form) {
    this.form = form;
    this.said = form.querySelector("[data-draft-said]");
    this.offered = form.parentElement.querySelector("[data-draft-offer]") !== null;
    this.known = JSON.stringify(this.words());
    form.addEventListener("input", () => this.typed());
    form.addEventListener("submit", () => this.stop());
    document.addEventListener("visibilitychange", () => document.hidden && this.save());
    window.addEventListener("online", () => this.save());
  }

  words() {
    const { title, body } = this.form.elements;
    return { title: title ? title.value : "", body: body.value };
  }

  tell(words) {
    if (this.said.textContent !== words) this.said.textContent = words;
  }

  typed() {
    if (JSON.stringify(this.words()) === this.known) return;
    if (this.offered) {
      this.tell(CHOOSE);
      return;
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), PAUSE);
  }

  // What is sent now must not come in as a draft behind the post.
  stop() {
    clearTimeout(this.timer);
    this.stopped = true;
    if (this.sending) this.sending.abort();
  }

  async save() {
    clearTimeout(this.timer);
    const words = this.words();
    const text = JSON.stringify(words);
    if (this.stopped || this.offered || this.sending || text === this.known) return;
    this.sending = new AbortController();
    const told = await this.send(words);
    this.sending = null;
    if (this.stopped) return;
    if (told) {
      this.known = text;
      this.tell(told);
    }
    this.typed();
  }

  async send({ title, body }) {
    const sent = new FormData();
    Object.entries({ place: this.form.dataset.draft, title, body }).forEach(([name, value]) => sent.append(name, value));
    try {
      const answer = await fetch(this.form.dataset.draftUrl, {
        method: "POST",
        body: sent,
        headers: { "X-CSRFToken": token(this.form), Accept: "application/json" },
        keepalive: body.length < 20000,
        redirect: "error",
        signal: this.sending.signal,
      });
      return await this.answered(answer);
    } catch {
      if (!this.stopped) this.tell("Draft not saved: there is no connection. Your words are still here.");
      return "";
    }
  }

  async answered(answer) {
    if (answer.ok) return `Draft saved ${(await answer.json()).at}`;
    if (answer.status === 422) return (await answer.json()).refused;
    if (answer.status === 401 || answer.status === 403) {
      return "Draft not saved: you are signed out. Sign in in another window; your words stay here.";
    }
    return "Draft not saved. Your words are still here.";
  }
}

document.querySelectorAll("form[data-draft]").forEach((form) => new Drafts(form));
