// Saves a form some seconds after its writer stops typing. The buttons work without this file.
// What the server does not have yet is kept in the tab (sessionStorage), so that a lost connection,
// a time-out or a closed page loses nothing that was typed.
const PAUSE = 2500;
const LONGEST_PAUSE = 60000;

class Autosave {
  constructor(form) {
    this.form = form;
    this.said = form.querySelector("[data-saved]");
    this.store = `hub-autosave-${form.dataset.autosave}`;
    this.wait = PAUSE;
    this.underWay = null;
    this.known = this.text();
    form.addEventListener("input", () => this.typed());
    form.addEventListener("change", () => this.typed());
    form.addEventListener("submit", (event) => this.submitted(event));
    document.addEventListener("visibilitychange", () => document.hidden && this.save());
    window.addEventListener("online", () => this.save());
    this.putBack();
    if ("autosaveNow" in form.dataset) this.later(0);
  }

  // Everything that is typed or ticked; never a file, a password or the counters of the form.
  fields() {
    const left = new Set(["csrfmiddlewaretoken", "saves", "new_title", "looked"]);
    return [...new FormData(this.form)].filter(([name, value]) => typeof value === "string" && !left.has(name));
  }

  text() {
    return JSON.stringify(this.fields());
  }

  get saves() {
    return this.form.elements.saves;
  }

  tell(words) {
    if (this.said.textContent !== words) this.said.textContent = words;
  }

  remember() {
    try {
      sessionStorage.setItem(this.store, JSON.stringify({ text: this.text(), at: clock() }));
    } catch {
      // The tab has no room or may keep nothing: the server has what was last saved.
    }
  }

  forget() {
    try {
      sessionStorage.removeItem(this.store);
    } catch {
      // As above.
    }
  }

  typed() {
    if (this.text() === this.known) return;
    this.remember();
    this.wait = PAUSE;
    this.later(this.wait);
  }

  later(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  async save() {
    clearTimeout(this.timer);
    if (this.stopped || this.underWay || (this.text() === this.known && !("autosaveNow" in this.form.dataset))) return;
    const text = this.text();
    this.underWay = this.send(text);
    await this.underWay;
    this.underWay = null;
    if (!this.stopped && this.text() !== this.known && this.text() !== text) this.later(this.wait);
  }

  async send(text) {
    const body = new FormData();
    JSON.parse(text).forEach(([name, value]) => body.append(name, value));
    body.append("saves", this.saves.value);
    body.append("autosave", "1");
    let answer;
    try {
      answer = await fetch(this.form.action, {
        method: "POST",
        body,
        headers: { "X-CSRFToken": this.token(), Accept: "application/json" },
        keepalive: text.length < 50000,
        redirect: "error",
      });
    } catch {
      return this.again("Not saved: there is no connection. Your words are kept on this page; we keep trying.");
    }
    return this.answered(answer, text);
  }

  async answered(answer, text) {
    if (answer.ok) return this.saved(await answer.json(), text);
    if (answer.status === 401) {
      return this.again("Not saved: you are signed out. Press save and sign in; your words come with you.");
    }
    if (answer.status === 409) {
      const { elsewhere, closed } = await answer.json();
      this.stopped = true;
      return this.tell(closed ? `Not saved. ${closed}` : `Not saved: this step was saved in another window at ${elsewhere}. Press save to see both.`);
    }
    if (answer.status === 404) {
      this.stopped = true;
      return this.tell("Not saved: this is not open to you any more.");
    }
    return this.again("Not saved yet. Your words are kept on this page; we keep trying.");
  }

  saved({ saves, at, refused }, text) {
    delete this.form.dataset.autosaveNow;
    this.saves.value = saves;
    this.known = text;
    this.wait = PAUSE;
    this.mark(refused);
    if (this.text() === text) this.forget();
    const some = Object.keys(refused).length;
    this.tell(some ? `Saved ${at}, but for what is marked above.` : `Saved ${at}`);
  }

  // Says at the field why it was not kept; the words themselves stay where they were typed.
  mark(refused) {
    this.form.querySelectorAll("[data-refused]").forEach((each) => each.remove());
    Object.entries(refused).forEach(([name, words]) => {
      const field = this.form.elements[name];
      const at = field instanceof RadioNodeList ? field[0] : field;
      if (!at) return;
      const note = document.createElement("div");
      note.className = "nhsuk-error-message";
      note.dataset.refused = name;
      note.textContent = words.join(" ");
      at.before(note);
    });
  }

  again(words) {
    this.tell(words);
    this.wait = Math.min(this.wait * 2, LONGEST_PAUSE);
    this.later(this.wait);
  }

  // Signing in elsewhere gives the browser a new token; the page must send that one.
  token() {
    const cookie = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
    if (cookie) this.form.elements.csrfmiddlewaretoken.value = cookie[1];
    return this.form.elements.csrfmiddlewaretoken.value;
  }

  // A saving that is under way first ends, so that it does not come in behind the button's.
  submitted(event) {
    clearTimeout(this.timer);
    this.token();
    this.remember();
    if (!this.underWay) {
      this.stopped = true;
      return;
    }
    event.preventDefault();
    const { submitter } = event;
    const enough = new Promise((done) => setTimeout(done, 4000));
    Promise.race([this.underWay, enough]).then(() => {
      this.underWay = null;
      this.form.requestSubmit(submitter);
    });
  }

  // What a page that was left had not saved: into the form where nothing newer stands, after asking.
  putBack() {
    let kept = null;
    try {
      kept = JSON.parse(sessionStorage.getItem(this.store));
    } catch {
      return;
    }
    if (!kept || !this.differs(JSON.parse(kept.text))) return this.forget();
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet quiet--link";
    button.textContent = `Put back what you typed here at ${kept.at} and did not save`;
    button.addEventListener("click", () => {
      this.fill(JSON.parse(kept.text));
      button.remove();
      this.typed();
    });
    this.said.after(button);
  }

  // Whether something was said that the form, as the server gave it, does not say.
  differs(fields) {
    const here = byName(this.fields());
    return [...byName(fields)].some(
      ([name, values]) => this.form.elements[name] && values.join("\n") !== (here.get(name) || []).join("\n"),
    );
  }

  fill(fields) {
    const values = byName(fields);
    [...this.form.elements].forEach((each) => {
      if (!each.name || ["csrfmiddlewaretoken", "saves", "looked"].includes(each.name) || each.type === "file" || each.type === "submit") return;
      const said = values.get(each.name) || [];
      if (each.type === "checkbox" || each.type === "radio") each.checked = said.includes(each.value);
      else if (said.length) each.value = said[0];
    });
  }
}

function byName(fields) {
  const values = new Map();
  fields.forEach(([name, value]) => values.set(name, [...(values.get(name) || []), value.replaceAll("\r\n", "\n")]));
  return values;
}

function clock() {
  return new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
}

document.querySelectorAll("form[data-autosave]").forEach((form) => new Autosave(form));
