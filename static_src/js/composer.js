// Loaded where somebody can write in a forum. The composer works without it: it adds files that are
// checked at once, people after an @, drafts on the hub, and quoting what is selected.
import "./composer/files.js";
import "./composer/mentions.js";
import "./composer/drafts.js";
import "./composer/quoting.js";
