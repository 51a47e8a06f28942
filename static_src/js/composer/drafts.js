// Keeps what is written as a draft on the hub, some seconds after its writer stops typing, so that
// it is there on any device. What another page has kept meanwhile is never written over: it is
// offered. Without this file nothing is lost but what a closed page takes along.
import { token } from "./token.js";

const PAUSE = 2500;
const CHOOSE = "Not kept as a draft yet: first put back or throw away the one above.";
const KEPT = /^(title|body|kind|forum|about|without_name|reply_to|files|drop|alt_\d+)$/;
const BOXES = ["about", "without_name"];

class Drafts {
  constructor(form) {
    this.form = form;
    this.said = form.querySelector("[data-draft-said]");
    // A page is known by a name of its own, so that it may write over its own draft alone.
    this.page = Array.from(crypto.getRandomValues(new Uint8Array(16)), (each) => each.toString(16)).join("");
    this.known = JSON.stringify(this.words());
    this.offers();
    form.addEventListener("input", () => this.typed());
    form.addEventListener("submit", () => this.stop());
    document.addEventListener("visibilitychange", () => document.hidden && this.save());
    window.addEventListener("online", () => this.save());
  }

  // What is typed already goes along when a draft is put back, and stays when it is thrown away.
  offers() {
    this.offered = this.form.parentElement.querySelector("[data-draft-offer]");
    if (!this.offered) return;
    this.offered.querySelector("a").addEventListener("click", (event) => this.putBack(event));
    this.offered.querySelector("form").addEventListener("submit", (event) => this.throwAway(event));
  }

  words() {
    const words = [...new FormData(this.form)].filter(([name]) => KEPT.test(name));
    const told = new Set(words.map(([name]) => name));
    // Boxes of which none is ticked are told too.
    const empty = BOXES.filter((name) => !told.has(name) && this.form.elements[name]);
    return [...words, ...empty.map((name) => [name, ""])];
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

  async send(words) {
    try {
      return await this.answered(await this.post(words, this.sending.signal));
    } catch {
      if (!this.stopped) this.tell("Draft not saved: there is no connection. Your words are still here.");
      return "";
    }
  }

  post(words, signal) {
    const { draft, draftUrl, draftTakes } = this.form.dataset;
    const sent = new FormData();
    [["place", draft], ["page", this.page], ...words].forEach(([name, value]) => sent.append(name, value));
    if (draftTakes !== undefined) sent.append("takes", draftTakes);
    return fetch(draftUrl, {
      method: "POST",
      body: sent,
      headers: { "X-CSRFToken": token(this.form), Accept: "application/json" },
      keepalive: this.form.elements.body.value.length < 20000,
      redirect: words.some(([name]) => name === "throw") ? "manual" : "error",
      signal,
    });
  }

  async answered(answer) {
    if (answer.ok) return `Draft saved ${(await answer.json()).at}`;
    if (answer.status === 422) return (await answer.json()).refused;
    if (answer.status === 409) return this.offer((await answer.json()).offer);
    if (answer.status === 401 || answer.status === 403) {
      return "Draft not saved: you are signed out. Sign in in another window; your words stay here.";
    }
    return "Draft not saved. Your words are still here.";
  }

  offer(html) {
    this.form.insertAdjacentHTML("beforebegin", html);
    this.offers();
    this.tell(CHOOSE);
    return "";
  }

  async putBack(event) {
    const { title, body } = this.form.elements;
    const files = this.form.querySelector("[data-attached] > *");
    if (!body.value.trim() && !(title && title.value.trim()) && !files) return;
    event.preventDefault();
    const { href } = event.currentTarget;
    try {
      const answer = await this.post([...this.words(), ["below", "1"]]);
      if (answer.ok) {
        this.stop();
        window.location.assign(href);
      } else this.tell(await this.answered(answer));
    } catch {
      this.tell("Not put back: there is no connection. Your words are still here.");
    }
  }

  async throwAway(event) {
    event.preventDefault();
    try {
      const answer = await this.post([["throw", "1"]]);
      if (answer.type !== "opaqueredirect") throw new Error("not thrown away");
      this.offered.remove();
      this.offered = null;
      this.tell("Thrown away.");
      this.form.elements.body.focus();
      this.typed();
    } catch {
      this.tell("Not thrown away. Try again.");
    }
  }
}

document.querySelectorAll("form[data-draft]").forEach((form) => new Drafts(form));
